package io.millrace.builder.webhook;

import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.Headers;
import io.millrace.builder.dialect.Message;
import io.millrace.builder.dialect.Proof;
import io.millrace.builder.dialect.Push;
import io.millrace.builder.dialect.Refusal;
import io.millrace.builder.ingress.NotRegistered;
import io.millrace.builder.ingress.Registrar;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.ingress.RegistryDesk;
import io.millrace.builder.ingress.StartedRun;
import io.millrace.builder.source.Told;
import io.millrace.events.ModelName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * Decides what becomes of a delivery: nothing of its body is read before it has proved where it comes from, and it is
 * not accepted before the broker has acknowledged what follows from it.
 */
final class Reception {
    private static final Logger LOG = Logger.getLogger(Reception.class);
    private static final int REMEMBERED = 10_000;

    private final List<Subscription> subscriptions;
    private final Keyring keyring;
    private final Registrar registrar;
    private final RegistryDesk desk;
    private final Duration tolerance;
    private final Clock clock;
    private final Acknowledged acknowledged = new Acknowledged(REMEMBERED);

    Reception(
            List<Subscription> subscriptions,
            Keyring keyring,
            Registrar registrar,
            RegistryDesk desk,
            Duration tolerance,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.keyring = keyring;
        this.registrar = registrar;
        this.desk = desk;
        this.tolerance = tolerance;
        this.clock = clock;
    }

    /** May block while no broker answers. */
    CompletableFuture<Answer> receive(Delivery delivery) {
        try {
            Set<ModelName> opened = prove(delivery);
            String identity = delivery.identity(opened);
            Optional<List<StartedRun>> before = acknowledged.runsOf(identity);
            if (before.isPresent()) {
                return answered(Answer.Registered.before(before.get()));
            }
            requireJson(delivery);
            return switch (delivery.dialect().read(delivery.headers(), delivery.body())) {
                case Message.Ping() -> answered(new Answer.Ignored("ping", List.of()));
                case Message.Other(var event) ->
                    answered(new Answer.Ignored(
                            "ignored",
                            List.of("the event " + Told.quoted(event) + " starts no run"
                                    + (delivery.dialect().isGit() ? ", only pushes do" : ""))));
                case Message.Told(var news) ->
                    desk.follow(news)
                            .thenApply(followed -> followed(identity, followed))
                            .exceptionallyCompose(Reception::unlessAway);
                case Message.Pushed(var pushes) -> pushed(delivery.dialect(), identity, pushes, opened);
            };
        } catch (DeliveryRefused e) {
            return answered(new Answer.Refused(e));
        }
    }

    private Answer followed(String identity, RegistryDesk.Followed followed) {
        return switch (followed) {
            case RegistryDesk.Followed.Nothing(var reasons) -> new Answer.Ignored("ignored", reasons);
            case RegistryDesk.Followed.Runs(var runs, var before) -> {
                acknowledged.add(identity, runs);
                yield before ? Answer.Registered.before(runs) : Answer.Registered.now(runs);
            }
        };
    }

    /**
     * What can be said before the body is there: that nobody may send such deliveries, or that this one proves nothing.
     *
     * @throws DeliveryRefused if that is so
     */
    List<Proof> requireProofs(Dialect dialect, Headers headers) {
        keyring.requireSome(dialect);
        return dialect.proofs(headers);
    }

    private Set<ModelName> prove(Delivery delivery) {
        List<Proof> proofs = requireProofs(delivery.dialect(), delivery.headers());
        return keyring.opened(delivery.dialect(), proofs, delivery.body(), clock.instant(), tolerance);
    }

    private static void requireJson(Delivery delivery) {
        String type = delivery.headers().find("Content-Type").orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new DeliveryRefused(
                    Refusal.NOT_JSON,
                    "the content type is " + Told.quoted(type) + ", not application/json",
                    "choose the content type application/json in the webhook's settings");
        }
    }

    private CompletableFuture<Answer> pushed(
            Dialect dialect, String identity, List<Push> pushes, Set<ModelName> opened) {
        var registrations = new ArrayList<Registration>();
        var objections = new ArrayList<String>();
        boolean known = false;
        for (Push push : pushes) {
            for (Subscription subscription : subscriptions(dialect, push, opened)) {
                known = true;
                subscription
                        .objection(push)
                        .ifPresentOrElse(objections::add, () -> registrations.add(subscription.registration(push)));
            }
        }
        if (!registrations.isEmpty()) {
            return register(identity, registrations);
        }
        return answered(
                known || pushes.isEmpty()
                        ? new Answer.Ignored("ignored", objections)
                        : unknown(pushes.getFirst().repository()));
    }

    private List<Subscription> subscriptions(Dialect dialect, Push push, Set<ModelName> opened) {
        return subscriptions.stream()
                .filter(model -> model.host().equals(dialect.name()))
                .filter(model -> model.isOf(push))
                .filter(model -> opened.contains(model.model()))
                .toList();
    }

    /** Not an error: a webhook of an organisation tells of all its repositories, and some hosts give up on errors. */
    private static Answer unknown(String repository) {
        LOG.infof("a webhook told of %s, of which no model is configured for its secret", Told.quoted(repository));
        return new Answer.Ignored(
                "unknown-repository",
                List.of("no model of the repository " + Told.quoted(repository) + " is configured for this secret"));
    }

    private CompletableFuture<Answer> register(String identity, List<Registration> registrations) {
        boolean allBefore =
                registrations.stream().allMatch(one -> acknowledged.runOf(one).isPresent());
        List<CompletableFuture<StartedRun>> all =
                registrations.stream().map(this::registered).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .<Answer>thenApply(done -> {
                    List<StartedRun> runs =
                            all.stream().map(CompletableFuture::join).toList();
                    acknowledged.add(identity, runs);
                    return allBefore ? Answer.Registered.before(runs) : Answer.Registered.now(runs);
                })
                .exceptionallyCompose(Reception::unlessAway);
    }

    private static CompletableFuture<Answer> unlessAway(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof DeliveryRefused refused) {
            return answered(new Answer.Refused(refused));
        }
        if (!(cause instanceof NotRegistered)) {
            return CompletableFuture.failedFuture(failure);
        }
        LOG.warnf("a webhook was not taken: %s", cause.getMessage());
        return answered(unavailable("the broker does not take the registration"));
    }

    static Answer unavailable(String detail) {
        return new Answer.Refused(
                new DeliveryRefused(Refusal.UNAVAILABLE, detail, "send the delivery again: it starts no second run"));
    }

    private CompletableFuture<StartedRun> registered(Registration registration) {
        return acknowledged
                .runOf(registration)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> registrar.register(registration).thenApply(run -> {
                    acknowledged.add(registration, run);
                    LOG.infof(
                            "a push starts run %s of %s",
                            run, registration.event().model());
                    return run;
                }))
                .thenApply(done -> StartedRun.of(registration));
    }

    private static CompletableFuture<Answer> answered(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
