package io.millrace.builder.webhook;

import io.micrometer.core.instrument.Timer;
import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.Headers;
import io.millrace.builder.dialect.Refusal;
import io.millrace.builder.ingress.BodyRefused;
import io.millrace.builder.ingress.Intake;
import io.millrace.builder.ingress.Limits;
import io.millrace.builder.ingress.Problem;
import io.millrace.builder.ingress.Reply;
import io.millrace.builder.ingress.Room;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** {@code /webhooks/<dialect>}: takes deliveries and answers them, and waits for nothing on the threads of the network. */
final class WebhookEndpoint {
    private static final Logger LOG = Logger.getLogger(WebhookEndpoint.class);
    private static final String PATH = "/webhooks/";
    private static final int THREADS = 4;
    private static final int BODIES_AT_ONCE = 4;

    private final Vertx vertx;
    private final Reception reception;
    private final WebhookMetrics metrics;
    private final WebhooksConfig config;
    private final Limits limits;
    private final Room room;
    private final WorkerExecutor threads;

    WebhookEndpoint(Vertx vertx, Reception reception, WebhookMetrics metrics, WebhooksConfig config) {
        this.vertx = vertx;
        this.reception = reception;
        this.metrics = metrics;
        this.config = config;
        this.limits = new Limits(
                config.maxBodyBytes(),
                config.receiveWithin(),
                "push fewer commits at once, or let the operator raise millrace.webhooks.max-body-bytes");
        this.room = new Room(BODIES_AT_ONCE * config.maxBodyBytes());
        this.threads = vertx.createSharedWorkerExecutor("webhooks", THREADS);
    }

    void open(Router router) {
        for (Dialect dialect : Dialect.all()) {
            router.post(PATH + dialect.name()).handler(context -> receive(context, dialect));
            router.route(PATH + dialect.name()).handler(WebhookEndpoint::answerOtherMethod);
        }
        router.route(PATH + "*").handler(WebhookEndpoint::answerElsewhere);
    }

    void close() {
        threads.close();
    }

    private void receive(RoutingContext context, Dialect dialect) {
        Timer.Sample sample = metrics.begin();
        HttpServerRequest request = context.request();
        Headers headers = headers(request);
        proved(dialect, headers)
                .compose(proved -> Intake.of(vertx, request, limits, room))
                .compose(body -> answer(request, new Delivery(dialect, headers, body)))
                .otherwise(WebhookEndpoint::refused)
                .onSuccess(answer -> {
                    boolean heard = send(request, answer);
                    metrics.end(sample, dialect, heard ? answer.label() : "broken-off");
                });
    }

    /** No room is taken by who does not even claim to know a secret, or cannot, because there is none. */
    private Future<Void> proved(Dialect dialect, Headers headers) {
        try {
            var unused = reception.requireProofs(dialect, headers);
            return Future.succeededFuture();
        } catch (DeliveryRefused e) {
            return Future.failedFuture(e);
        }
    }

    /** On a thread that may wait: for a secret's file, and for the broker. The body needs room for as long as it does. */
    private Future<Answer> answer(HttpServerRequest request, Delivery delivery) {
        Future<Answer> answer = threads.executeBlocking(() -> unlessTooLate(request, delivery), false)
                .compose(Future::fromCompletionStage);
        answer.onComplete(ended -> room.give(delivery.body().length));
        return answer.timeout(config.acknowledgeWithin().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** In an outage, what waited for a thread may be answered already. */
    private CompletableFuture<Answer> unlessTooLate(HttpServerRequest request, Delivery delivery) {
        return request.response().ended()
                ? CompletableFuture.failedFuture(new TimeoutException())
                : reception.receive(delivery);
    }

    private static Answer refused(Throwable why) {
        return switch (why) {
            case DeliveryRefused refused -> new Answer.Refused(refused);
            case BodyRefused body ->
                new Answer.Refused(
                        new DeliveryRefused(Refusal.valueOf(body.reason().name()), body.detail(), body.remedy()));
            case TimeoutException late -> Reception.unavailable("the broker did not acknowledge in time");
            default -> {
                LOG.error("a webhook failed", why);
                yield new Answer.Refused(new DeliveryRefused(
                        Refusal.FAILED, "Millrace is at fault", "send the delivery again, and tell its maintainers"));
            }
        };
    }

    private static Headers headers(HttpServerRequest request) {
        return name ->
                Optional.ofNullable(request.getHeader(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private boolean send(HttpServerRequest request, Answer answer) {
        return new Reply(answer.status(), answer.mediaType(), answer.body(), Map.of()).send(vertx, request);
    }

    private static void answerOtherMethod(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.ALLOW, HttpMethod.POST.name())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .setStatusCode(405)
                .end(Answer.problem("method-not-allowed", 405, "deliveries are posted", "use POST"));
    }

    private static void answerElsewhere(RoutingContext context) {
        String names = Dialect.all().stream().map(Dialect::name).collect(Collectors.joining(", "));
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .setStatusCode(404)
                .end(Answer.problem(
                        "not-found", 404, "no such kind of Git host", "end the address with one of " + names));
    }
}
