package io.millrace.deployer.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.events.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** An answer of the endpoint's own, after RFC 9457. */
record Problem(int status, String title, String detail) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(HttpResponseStatus status, String detail) {
        return new Problem(status.code(), status.reasonPhrase(), detail);
    }

    void answer(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .end(json());
    }

    String json() {
        return write(this);
    }

    /** Of a value that can be written. */
    static String write(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written: " + value, e);
        }
    }
}
