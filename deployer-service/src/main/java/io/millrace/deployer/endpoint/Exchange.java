package io.millrace.deployer.endpoint;

import io.millrace.deployer.endpoint.EndpointMetrics.Result;
import io.millrace.events.ServingChanged;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One request on its way to a server and back. Belongs to the request's event loop. */
final class Exchange implements ProxyInterceptor {
    static final String VERSION = "X-Millrace-Version";

    /** Of the connection to the server, and no business of the client's; the library strips those of requests only. */
    private static final List<String> HOP_BY_HOP =
            List.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade");

    private final ModelPath path;
    private final ServingChanged version;
    private final Duration retryAfter;
    private final Consumer<Result> whenOver;

    /** Present when the server did not answer and the endpoint did in its place. */
    private Optional<Result> ownAnswer = Optional.empty();

    private boolean over;

    /** @param whenOver called once, whatever becomes of it */
    Exchange(ModelPath path, ServingChanged version, Duration retryAfter, Consumer<Result> whenOver) {
        this.path = path;
        this.version = version;
        this.retryAfter = retryAfter;
        this.whenOver = whenOver;
    }

    /**
     * The answer was sent, or the client is gone. Not told when the server broke off in the middle of its answer; then
     * the sending fails.
     */
    void ended(HttpServerResponse response) {
        over(response.ended() ? ownAnswer.orElseGet(() -> Result.of(response.getStatusCode())) : Result.BROKEN_OFF);
    }

    private void over(Result result) {
        if (!over) {
            over = true;
            whenOver.accept(result);
        }
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        context.request().setURI(path.rest()).putHeader("X-Forwarded-Prefix", ModelPath.PREFIX + path.model());
        return context.sendRequest().recover(failure -> Future.succeededFuture(instead(context, failure)));
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        ProxyResponse response = context.response();
        HOP_BY_HOP.forEach(response.headers()::remove);
        response.putHeader(
                VERSION,
                version.run()
                        .version()
                        .map(Object::toString)
                        .orElseGet(version.run().run()::value));
        return context.sendResponse().onFailure(failure -> over(Result.BROKEN_OFF));
    }

    private ProxyResponse instead(ProxyContext context, Throwable failure) {
        ProxyResponse response = context.request().release().response();
        if (failure instanceof ConnectionPoolTooBusyException) {
            ownAnswer = Optional.of(Result.UNAVAILABLE);
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
            return answer(
                    response,
                    Problem.of(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "too many requests wait for model " + path.model() + "; try again"));
        }
        ownAnswer = Optional.of(Result.BAD_GATEWAY);
        return answer(
                response,
                Problem.of(
                        HttpResponseStatus.BAD_GATEWAY,
                        "the server of model " + path.model() + ", generation " + version.generation()
                                + ", did not answer: " + failure.getMessage()));
    }

    private static ProxyResponse answer(ProxyResponse response, Problem problem) {
        return response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .setBody(Body.body(Buffer.buffer(problem.json())));
    }
}
