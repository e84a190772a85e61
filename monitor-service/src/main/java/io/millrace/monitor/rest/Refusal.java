package io.millrace.monitor.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A request that gets a {@link Problem} for an answer. */
final class Refusal extends RuntimeException {
    private final transient Problem problem;

    Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    /** Turns refusals into answers. */
    static final class Mapper {
        private static final int UNAUTHORIZED = 401;

        @ServerExceptionMapper
        Response answer(Refusal refusal) {
            var response = Response.status(refusal.problem.status())
                    .type(Problem.MEDIA_TYPE)
                    .entity(refusal.problem);
            if (refusal.problem.status() == UNAUTHORIZED) {
                response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            }
            return response.build();
        }
    }
}
