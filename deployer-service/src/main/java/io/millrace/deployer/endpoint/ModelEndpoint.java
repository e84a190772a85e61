package io.millrace.deployer.endpoint;

import io.micrometer.core.instrument.Timer;
import io.millrace.deployer.DeployerConfig;
import io.millrace.deployer.endpoint.EndpointMetrics.Result;
import io.millrace.deployer.rollout.Route;
import io.millrace.deployer.rollout.Routes;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.events.ServingChanged;
import io.millrace.events.Version;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code /models}: what serves, and below it the way to each model's server. */
@Singleton
final class ModelEndpoint {
    private final Backends backends;
    private final EndpointMetrics metrics;
    private final Duration retryAfter;

    ModelEndpoint(Backends backends, EndpointMetrics metrics, DeployerConfig config) {
        this.backends = backends;
        this.metrics = metrics;
        this.retryAfter = config.endpoint().retryAfter();
    }

    void open(@Observes Router router) {
        router.get("/models").handler(this::list);
        router.route("/models/*").handler(this::answer);
    }

    /** A model as listed. */
    record Listed(
            ModelName model, Optional<Version> version, RunId run, long generation, URI endpoint, boolean serving) {
        static Listed of(Routes.Deployed<Backend> deployed) {
            ServingChanged version = deployed.version();
            return new Listed(
                    version.run().model(),
                    version.run().version(),
                    version.run().run(),
                    version.generation(),
                    version.endpoint(),
                    deployed.backend().isPresent());
        }
    }

    /** What serves. */
    record Listing(List<Listed> models) {}

    private void list(RoutingContext context) {
        var listing = new Listing(backends.all().stream().map(Listed::of).toList());
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Problem.write(listing));
    }

    private void answer(RoutingContext context) {
        Timer.Sample sample = metrics.begin();
        Optional<ModelPath> path = ModelPath.of(context.request().uri());
        if (path.isEmpty()) {
            refuse(
                    context,
                    sample,
                    Result.UNKNOWN_MODEL,
                    HttpResponseStatus.NOT_FOUND,
                    "the path names no model; it is /models/<name>/…, and GET /models lists the names");
            return;
        }
        send(context, sample, path.get());
    }

    private void send(RoutingContext context, Timer.Sample sample, ModelPath path) {
        ModelName model = path.model();
        switch (backends.of(model)) {
            case Route.Up<Backend>(var version, var backend) -> {
                if (backend.enter()) {
                    forward(context, sample, path, version, backend);
                } else {
                    // It was replaced between the look at the table and the step through the door: look again.
                    send(context, sample, path);
                }
            }
            case Route.ComingUp<Backend>(var version) ->
                unavailable(
                        context,
                        sample,
                        "generation " + version.generation() + " of model " + model + " is being started; try again");
            case Route.Unread<Backend>() ->
                unavailable(context, sample, "what serves model " + model + " is still being read; try again");
            case Route.Unknown<Backend>() ->
                refuse(
                        context,
                        sample,
                        Result.UNKNOWN_MODEL,
                        HttpResponseStatus.NOT_FOUND,
                        "nothing serves model " + model + "; GET /models lists those that are served");
        }
    }

    private void forward(
            RoutingContext context, Timer.Sample sample, ModelPath path, ServingChanged version, Backend backend) {
        var exchange = new Exchange(path, version, retryAfter, result -> {
            backend.leave();
            metrics.end(sample, result);
        });
        context.addEndHandler(ended -> exchange.ended(context.response()));
        backend.forward(context.request(), exchange);
    }

    private void unavailable(RoutingContext context, Timer.Sample sample, String detail) {
        context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        refuse(context, sample, Result.UNAVAILABLE, HttpResponseStatus.SERVICE_UNAVAILABLE, detail);
    }

    private void refuse(
            RoutingContext context, Timer.Sample sample, Result result, HttpResponseStatus status, String detail) {
        metrics.end(sample, result);
        Problem.of(status, detail).answer(context.response());
    }
}
