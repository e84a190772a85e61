package io.millrace.builder.http;

import io.micrometer.core.instrument.Timer;
import io.millrace.builder.HttpConfig;
import io.millrace.builder.ingress.BodyRefused;
import io.millrace.builder.ingress.Intake;
import io.millrace.builder.ingress.Limits;
import io.millrace.builder.ingress.Problem;
import io.millrace.builder.ingress.Room;
import io.millrace.events.HttpEvents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * {@code POST /events} and {@code POST /models/<model>/versions}: takes registrations and answers them. Nothing of a body
 * is read before it is known who sends it, and the threads of the network wait for nothing.
 */
final class HttpEndpoint {
    private static final Logger LOG = Logger.getLogger(HttpEndpoint.class);

    /** As many as what reads them takes, however it is configured. */
    static final long MAX_BODY_BYTES = 1 << 20;

    private static final int BODIES_AT_ONCE = 8;
    private static final int THREADS = 4;
    private static final int TOKEN_THREADS = 2;
    /** Each takes some seconds at most, when the issuer does not answer. */
    private static final int MOST_ASKING = 32;

    private final Vertx vertx;
    private final Authenticator authenticator;
    private final RateLimits rates;
    private final Wishes wishes;
    private final Registrations registrations;
    private final HttpMetrics metrics;
    private final Limits limits;
    private final long acknowledgeWithinMillis;
    private final Room room = new Room(BODIES_AT_ONCE * MAX_BODY_BYTES);
    private final WorkerExecutor threads;
    private final WorkerExecutor tokens;
    private final AtomicInteger asking = new AtomicInteger();

    HttpEndpoint(
            Vertx vertx,
            Authenticator authenticator,
            RateLimits rates,
            Wishes wishes,
            Registrations registrations,
            HttpMetrics metrics,
            HttpConfig config) {
        this.vertx = vertx;
        this.authenticator = authenticator;
        this.rates = rates;
        this.wishes = wishes;
        this.registrations = registrations;
        this.metrics = metrics;
        this.limits = new Limits(
                MAX_BODY_BYTES,
                config.receiveWithin(),
                "send fewer events at once, and keep large parameters in a file of the repository");
        this.acknowledgeWithinMillis = config.acknowledgeWithin().toMillis();
        this.threads = vertx.createSharedWorkerExecutor("http-registrations", THREADS);
        this.tokens = vertx.createSharedWorkerExecutor("http-tokens", TOKEN_THREADS);
    }

    void open(Router router) {
        for (Entrance entrance : Entrance.values()) {
            router.post(entrance.path()).handler(context -> receive(context, entrance));
            router.route(entrance.path()).handler(HttpEndpoint::answerOtherMethod);
        }
    }

    void close() {
        threads.close();
        tokens.close();
    }

    private void receive(RoutingContext context, Entrance entrance) {
        Timer.Sample sample = metrics.begin();
        HttpServerRequest request = context.request().pause();
        caller(request)
                .compose(caller -> admit(context, entrance, caller))
                .otherwise(HttpEndpoint::refused)
                .onSuccess(answer -> {
                    boolean heard = answer.reply().send(vertx, request);
                    metrics.end(sample, entrance, heard ? answer.label() : "broken-off");
                });
    }

    private Future<Caller> caller(HttpServerRequest request) {
        Optional<String> authorization = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION));
        return authenticator.mayWait(authorization)
                ? asked(authorization)
                : Future.succeededFuture(authorization).map(authenticator::caller);
    }

    /** The issuer may have to be asked: so many wait for that at a time, and hold up nobody who has a key. */
    private Future<Caller> asked(Optional<String> authorization) {
        if (asking.incrementAndGet() > MOST_ASKING) {
            asking.decrementAndGet();
            return Future.failedFuture(
                    new Refused(Refusal.BUSY, "too many tokens are being checked at the moment", "send it again"));
        }
        Future<Caller> caller = tokens.executeBlocking(() -> authenticator.caller(authorization), false)
                .map(Objects::requireNonNull);
        caller.onComplete(ended -> asking.decrementAndGet());
        return caller.timeout(acknowledgeWithinMillis, TimeUnit.MILLISECONDS)
                .recover(late -> Future.failedFuture(
                        late instanceof TimeoutException
                                ? new Refused(
                                        Refusal.UNAVAILABLE,
                                        "the issuer of tokens did not answer in time",
                                        "send it again: it starts no second run")
                                : late));
    }

    private Future<Answer> admit(RoutingContext context, Entrance entrance, Caller caller) {
        Optional<String> contentType = Optional.ofNullable(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        HttpEvents.Mode mode =
                switch (entrance) {
                    case EVENTS -> Wishes.requireEvents(contentType);
                    case VERSIONS -> Wishes.requireJson(contentType);
                };
        Allowance allowance = rates.take(caller, 1);
        if (!allowance.granted()) {
            throw Registrations.tooMany(caller, allowance);
        }
        return Intake.of(vertx, context.request(), limits, room)
                .compose(body -> answer(context.request(), body, () -> {
                    var request =
                            new Request(List.copyOf(context.request().headers().entries()), body, Instant.now());
                    return switch (entrance) {
                        case EVENTS -> events(caller, mode, request);
                        case VERSIONS ->
                            registrations.one(
                                    caller,
                                    wishes.version(Objects.requireNonNull(context.pathParam("model")), request));
                    };
                }))
                .otherwise(HttpEndpoint::refused)
                .map(answer -> answer.with(allowance.headers()));
    }

    private CompletableFuture<Answer> events(Caller caller, HttpEvents.Mode mode, Request request) {
        List<Wish> asked = wishes.events(mode, request);
        return mode == HttpEvents.Mode.BATCHED
                ? registrations.batch(caller, asked)
                : registrations.one(caller, asked.getFirst());
    }

    /** On a thread that may wait for the broker. The body needs room for as long as it does. */
    private Future<Answer> answer(HttpServerRequest request, byte[] body, Callable<CompletableFuture<Answer>> work) {
        Future<Answer> answer = threads.executeBlocking(() -> unlessTooLate(request, work), false)
                .compose(Future::fromCompletionStage);
        answer.onComplete(ended -> room.give(body.length));
        return answer.timeout(acknowledgeWithinMillis, TimeUnit.MILLISECONDS);
    }

    /** In an outage, what waited for a thread may be answered already. */
    private static CompletableFuture<Answer> unlessTooLate(
            HttpServerRequest request, Callable<CompletableFuture<Answer>> work) throws Exception {
        return request.response().ended() ? CompletableFuture.failedFuture(new TimeoutException()) : work.call();
    }

    private static Answer refused(Throwable why) {
        return switch (why) {
            case Refused refused -> Answer.refused(refused);
            case BodyRefused body ->
                Answer.refused(new Refused(Refusal.valueOf(body.reason().name()), body.detail(), body.remedy()));
            case TimeoutException late ->
                Answer.refused(Registrations.unavailable("the broker did not acknowledge in time"));
            default -> {
                LOG.error("a registration over HTTP failed", why);
                yield Answer.refused(
                        new Refused(Refusal.FAILED, "Millrace is at fault", "send it again, and tell its maintainers"));
            }
        };
    }

    private static void answerOtherMethod(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.ALLOW, HttpMethod.POST.name())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .setStatusCode(405)
                .end(Problem.of("http-method-not-allowed", 405, "registrations are posted", "use POST")
                        .body());
    }
}
