package io.millrace.monitor.rest;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses what nobody would read: {@code ?stat=failed} must not look like an answer to {@code ?status=failed}. */
final class UnknownParameters {

    @ServerRequestFilter
    void refuse(ResourceInfo resource, UriInfo uri) {
        if (uri.getQueryParameters().isEmpty()) {
            return;
        }
        List<String> known = Arrays.stream(resource.getResourceMethod().getParameters())
                .flatMap(parameter -> Stream.ofNullable(parameter.getAnnotation(QueryParam.class)))
                .map(QueryParam::value)
                .toList();
        uri.getQueryParameters().forEach((name, values) -> {
            if (!known.contains(name)) {
                throw new Refusal(Problem.unknownParameter(name, Objects.toString(values.getFirst(), ""), known));
            }
        });
    }
}
