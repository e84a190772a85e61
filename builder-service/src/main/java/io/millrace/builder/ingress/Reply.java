package io.millrace.builder.ingress;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/** What a request is answered. */
public record Reply(int status, String mediaType, String body, Map<String, String> headers) {
    private static final String RETRY_AFTER_SECONDS = "10";
    private static final long LINGER_MILLIS = 500;
    private static final int UNAVAILABLE = 503;

    public Reply {
        headers = Map.copyOf(headers);
    }

    /** Whether there was still somebody to be answered. */
    public boolean send(Vertx vertx, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return false;
        }
        if (status == UNAVAILABLE) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        headers.forEach(response::putHeader);
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
        if (!request.isEnded()) {
            closeUnread(vertx, request, response);
        }
        response.end(body);
        return true;
    }

    /** Whoever is still sending finds the answer, if the connection does not close upon it at once. */
    private static void closeUnread(Vertx vertx, HttpServerRequest request, HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        response.endHandler(ended ->
                vertx.setTimer(LINGER_MILLIS, over -> request.connection().close()));
    }
}
