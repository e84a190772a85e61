package io.millrace.builder.http;

import io.millrace.builder.ingress.NotRegistered;
import io.millrace.builder.ingress.Problem;
import io.millrace.builder.ingress.Registrar;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.source.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Registers what a caller asks for: all of it or nothing, as far as it can be. Nothing is published before all of it is
 * known to be right; from then on only the broker can fail, and the same again is harmless.
 */
final class Registrations {
    private static final Logger LOG = Logger.getLogger(Registrations.class);
    private static final int REMEMBERED = 10_000;

    private final Registrar registrar;
    private final RateLimits rates;
    private final Known known = new Known(REMEMBERED);

    Registrations(Registrar registrar, RateLimits rates) {
        this.registrar = registrar;
        this.rates = rates;
    }

    /** The one registration of a request. May block while no broker answers. */
    CompletableFuture<Answer> one(Caller caller, Wish wish) {
        return register(caller, List.of(wish), false);
    }

    /** Those of a batch, of which the first is paid for. May block while no broker answers. */
    CompletableFuture<Answer> batch(Caller caller, List<Wish> wishes) {
        if (wishes.size() > rates.burst()) {
            return answered(Answer.refused(new Refused(
                    Refusal.TOO_LARGE,
                    "the batch has " + wishes.size() + " events, more than the " + rates.burst() + " allowed",
                    "send fewer at once, or let the operator raise builder.http.rate.burst")));
        }
        Allowance allowance = rates.take(caller, Math.max(0, wishes.size() - 1));
        return allowance.granted()
                ? register(caller, wishes, true).thenApply(answer -> answer.with(allowance.headers()))
                : answered(Answer.refused(tooMany(caller, allowance)));
    }

    static Refused tooMany(Caller caller, Allowance allowance) {
        return new Refused(
                Refusal.TOO_MANY,
                Told.quoted(caller.name()) + " may send " + allowance.remaining() + " more registrations now",
                "send it again in " + allowance.retryAfterSeconds()
                        + " s, or let the operator raise builder.http.rate.per-minute and burst",
                allowance.headers());
    }

    private CompletableFuture<Answer> register(Caller caller, List<Wish> wishes, boolean batch) {
        List<Wish> judged = wishes.stream().map(wish -> judged(caller, wish)).toList();
        List<Registration> good = good(judged);
        if (good.size() < judged.size()) {
            return answered(refused(judged, batch));
        }
        return known.claim(good)
                .map(taken -> answered(refused(without(taken, judged), batch)))
                .orElseGet(() -> publish(caller, good, batch));
    }

    private static Wish judged(Caller caller, Wish wish) {
        try {
            if (wish instanceof Wish.Good(var registration)) {
                caller.requireMay(registration.event().model());
            }
            return wish;
        } catch (Refused e) {
            return new Wish.Bad(wish.event(), e);
        }
    }

    private static List<Registration> good(List<Wish> wishes) {
        return wishes.stream()
                .filter(Wish.Good.class::isInstance)
                .map(Wish.Good.class::cast)
                .map(Wish.Good::registration)
                .toList();
    }

    private static List<Wish> without(Registration taken, List<Wish> wishes) {
        var why = new Refused(
                Refusal.ID_TAKEN,
                "id " + Told.quoted(taken.id()) + " was used for another registration of model "
                        + taken.event().model(),
                "send what is new under a new id, or what was sent before unchanged");
        return wishes.stream()
                .map(wish -> wish.equals(new Wish.Good(taken)) ? new Wish.Bad(wish.event(), why) : wish)
                .toList();
    }

    private static Answer refused(List<Wish> wishes, boolean batch) {
        Refused first = wishes.stream()
                .filter(Wish.Bad.class::isInstance)
                .map(Wish.Bad.class::cast)
                .map(Wish.Bad::why)
                .findFirst()
                .orElseThrow();
        return batch ? Answer.refused(first, items(wishes)) : Answer.refused(first);
    }

    private static List<Problem.Item> items(List<Wish> wishes) {
        return IntStream.range(0, wishes.size())
                .mapToObj(index -> switch (wishes.get(index)) {
                    case Wish.Good good -> item(index, good.event(), "not-registered");
                    case Wish.Bad(var event, var why) ->
                        new Problem.Item(
                                index,
                                event,
                                "refused",
                                Optional.of(Problem.TYPES + why.refusal().type()),
                                Optional.of(why.detail()),
                                Optional.of(why.remedy()));
                })
                .toList();
    }

    private static Problem.Item item(int index, Optional<String> event, String result) {
        return new Problem.Item(index, event, result, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private CompletableFuture<Answer> publish(Caller caller, List<Registration> registrations, boolean batch) {
        boolean allBefore = registrations.stream().allMatch(known::isAcknowledged);
        var sent = new LinkedHashMap<Registration, CompletableFuture<Void>>();
        for (Registration one : registrations) {
            if (!sent.containsKey(one)) {
                sent.put(
                        one,
                        sent.values().stream().anyMatch(CompletableFuture::isCompletedExceptionally)
                                ? notSent()
                                : published(caller, one));
            }
        }
        return CompletableFuture.allOf(sent.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> allBefore ? Answer.replayed(registrations) : Answer.registered(registrations))
                .exceptionallyCompose(failure -> unlessAway(failure, registrations, sent, batch));
    }

    /** While no broker answers, each of them would wait. */
    private static CompletableFuture<Void> notSent() {
        return CompletableFuture.failedFuture(new NotRegistered(new IllegalStateException("one before it was not")));
    }

    private CompletableFuture<Void> published(Caller caller, Registration registration) {
        if (known.isAcknowledged(registration)) {
            return CompletableFuture.completedFuture(null);
        }
        return registrar.register(registration).thenAccept(run -> {
            known.acknowledge(registration);
            LOG.infof(
                    "%s starts run %s of %s",
                    Told.quoted(caller.name()), run, registration.event().model());
        });
    }

    private static CompletableFuture<Answer> unlessAway(
            Throwable failure,
            List<Registration> registrations,
            Map<Registration, CompletableFuture<Void>> sent,
            boolean batch) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof NotRegistered)) {
            return CompletableFuture.failedFuture(failure);
        }
        LOG.warnf("a registration was not taken: %s", cause.getMessage());
        Refused why = unavailable("the broker does not take " + (batch ? "all of the batch" : "the registration"));
        return answered(batch ? Answer.refused(why, became(registrations, sent)) : Answer.refused(why));
    }

    static Refused unavailable(String detail) {
        return new Refused(
                Refusal.UNAVAILABLE,
                detail,
                "send it again: with the same id, or the same Idempotency-Key, it starts no second run");
    }

    private static List<Problem.Item> became(
            List<Registration> registrations, Map<Registration, CompletableFuture<Void>> sent) {
        var items = new ArrayList<Problem.Item>();
        for (Registration one : registrations) {
            boolean failed = sent.getOrDefault(one, notSent()).isCompletedExceptionally();
            items.add(item(items.size(), Optional.of(one.id()), failed ? "unknown" : "registered"));
        }
        return items;
    }

    private static CompletableFuture<Answer> answered(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
