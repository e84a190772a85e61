package io.millrace.worker;

import io.millrace.events.AlertRaised;
import io.millrace.events.Command;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Envelope;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RoundCommand;
import io.millrace.events.RunCancel;
import io.millrace.events.RunRef;
import io.millrace.worker.WorkerMetrics.Fate;
import io.millrace.worker.run.Action;
import io.millrace.worker.run.Admission;
import io.millrace.worker.run.Commands;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.OpenAlert;
import io.millrace.worker.run.Origin;
import io.millrace.worker.run.RunKey;
import io.millrace.worker.run.StageCore;
import io.millrace.worker.run.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Brings inputs to the {@link StageCore}, one after the other, makes what it decides durable, and has it carried out.
 *
 * <p>The rule behind the order of calls here: state first, then the offset and the effects. Whatever is lost in a crash
 * is found in the state, and done (again). State that does not count, because somebody else has the partition, leads to
 * no effect at all.
 */
final class Dispatcher {
    private static final Duration LONGEST_ALARM = Duration.ofMinutes(10);

    /** Longer than stages differ in when they forget a run. */
    private static final Duration ROUNDS_ARE_FORGOTTEN = Duration.ofDays(1);

    private final StageCore core;
    private final Journal journal;
    private final Publisher publisher;
    private final Hands hands;
    private final Function<Origin, Optional<Envelope>> log;
    private final Executor background;
    private final ToIntFunction<ModelName> partitions;
    private final WorkerMetrics metrics;
    private final Loop loop;
    private final Clock clock;
    private final Shares shares;

    /**
     * @param log        finds an event that was read before; may block
     * @param partitions where everything about a model lies
     * @param background for what blocks
     */
    Dispatcher(
            StageCore core,
            Journal journal,
            Publisher publisher,
            Hands hands,
            Function<Origin, Optional<Envelope>> log,
            ToIntFunction<ModelName> partitions,
            WorkerMetrics metrics,
            Loop loop,
            Executor background,
            Clock clock) {
        this.core = core;
        this.journal = journal;
        this.publisher = publisher;
        this.hands = hands;
        this.log = log;
        this.background = background;
        this.partitions = partitions;
        this.metrics = metrics;
        this.loop = loop;
        this.clock = clock;
        this.shares = new Shares();
    }

    /**
     * Decides on an event.
     *
     * @param acknowledge called once all that the event led to is durable
     * @return completes when the event is decided on
     */
    CompletionStage<Void> accept(Arrival arrival, Supplier<CompletionStage<Void>> acknowledge) {
        return loop.run(() -> inTurn(arrival.partition(), shares.nextTurn(), share -> decide(share, arrival))
                .thenCompose(ignored -> acknowledge.get()));
    }

    /**
     * Decides on an input with what is remembered of the partition; again, once that was read anew, if what it led to
     * does not count; never, if somebody else has the partition, and reads the input again.
     */
    private CompletableFuture<Void> inTurn(
            int partition, long turn, Function<Share, CompletableFuture<Boolean>> decision) {
        Supplier<CompletableFuture<Void>> again =
                () -> shares.later(partition, turn, () -> inTurn(partition, turn, decision));
        return shares.find(partition)
                .map(share -> decision.apply(share).thenCompose(counts -> counts ? done() : again.get()))
                .orElseGet(again);
    }

    private CompletableFuture<Boolean> decide(Share share, Arrival arrival) {
        if (!shares.isHandedOut(arrival.partition(), arrival.generation())) {
            // The partition was away since it was read, so it is read again, and what lies before it first.
            return new CompletableFuture<>();
        }
        PipelineEvent event = arrival.envelope().event();
        if (event instanceof Command command) {
            metrics.received(Fate.COMMAND);
            return obey(share, arrival.envelope(), command);
        }
        if (event instanceof CommandAnswer given) {
            metrics.received(Fate.PASSED);
            return apply(share, core.answered(share.lane(given.model()), share, given, clock.instant()));
        }
        return arrival.run()
                .map(run -> admit(share, run, arrival))
                .orElseGet(() -> CompletableFuture.completedFuture(true));
    }

    private CompletableFuture<Boolean> obey(Share share, Envelope envelope, Command command) {
        return switch (command) {
            case RunCancel cancel ->
                apply(share, core.cancel(share.lane(cancel.model()), share, envelope, cancel, clock.instant()));
            case RoundCommand asked -> anotherRound(share, envelope, asked);
        };
    }

    private CompletableFuture<Boolean> admit(Share share, RunRef run, Arrival arrival) {
        Instant now = clock.instant();
        Step seen = core.seen(share.lane(run.model()), arrival.envelope().event(), now);
        RunKey key = RunKey.of(run);
        if (share.isOver(key) || seen.lane().find(key).isPresent()) {
            metrics.received(Fate.DUPLICATE);
            return apply(share, seen);
        }
        Step step = core.admit(seen.lane(), new Admission(run, arrival.envelope(), arrival.origin()), now);
        metrics.received(step.changed().isEmpty() ? Fate.PASSED : Fate.ADMITTED);
        return apply(share, seen.then(step));
    }

    /** What the round begins with is read from the log; the command counts as read once the round is remembered. */
    private CompletableFuture<Boolean> anotherRound(Share share, Envelope command, RoundCommand wanted) {
        Commands.Asked asked = core.anotherRound(share.lane(wanted.model()), share, command, wanted, clock.instant());
        CompletableFuture<Boolean> remembered = apply(share, asked.step());
        if (asked.again().isEmpty()) {
            return remembered;
        }
        Commands.Again again = asked.again().get();
        var found = CompletableFuture.supplyAsync(() -> log.apply(again.origin()), background);
        return remembered.thenCompose(counts -> counts
                ? loop.then(found, trigger -> begin(share, wanted.model(), again, trigger))
                : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> begin(
            Share share, ModelName model, Commands.Again again, Optional<Envelope> trigger) {
        if (!shares.has(share)) {
            return CompletableFuture.completedFuture(false);
        }
        Lane lane = share.lane(model);
        Step step = trigger.map(event -> core.again(lane, share, again, event, clock.instant()))
                .orElseGet(() -> core.gone(lane, share, again, clock.instant()));
        return apply(share, step);
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Makes a step durable and has it carried out.
     *
     * @return completes once it is durable and replied to; with whether it counts
     */
    private CompletableFuture<Boolean> apply(Share share, Step step) {
        share.put(step);
        setAlarm(share, step.lane());
        return loop.then(journal.write(share, step), counts -> {
            if (!counts) {
                lose(share);
                return CompletableFuture.completedFuture(false);
            }
            if (!shares.has(share)) {
                return CompletableFuture.completedFuture(false);
            }
            CompletableFuture<?>[] replies = step.actions().stream()
                    .map(action -> carryOut(share, step.lane(), action))
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(replies).thenApply(ignored -> true);
        });
    }

    /** @return completes once the input that led to it may count as dealt with */
    private CompletableFuture<Void> carryOut(Share share, Lane lane, Action action) {
        switch (action) {
            case Action.Reply(var answer) -> {
                return publisher.publish(answer);
            }
            case Action.Tell(var progress) -> publisher.tell(progress);
            case Action.Raise(var alertId, var alert) ->
                after(publisher.publish(alert), share, lane, now -> core.told(now, alertId));
            case Action.Resolve(var alertId, var resolution) ->
                after(publisher.publish(resolution), share, lane, now -> core.resolved(now, alertId));
            case Action.Publish(var key, var outbox) ->
                after(publish(lane, key, outbox), share, lane, now -> core.published(now, key, clock.instant()));
            case Action.Perform(var task) ->
                hands.start(
                        task,
                        () -> commit(share, task),
                        outcome -> input(
                                share,
                                lane.model(),
                                now -> core.performed(
                                        now, RunKey.of(task.run()), task.attempt(), outcome, clock.instant())));
            case Action.Halt(var task) ->
                hands.halt(
                        task,
                        () -> input(
                                share, lane.model(), now -> core.stopped(now, RunKey.of(task.run()), clock.instant())));
            case Action.Conclude(var task) ->
                hands.conclude(
                        task,
                        () -> input(
                                share, lane.model(), now -> core.closed(now, RunKey.of(task.run()), clock.instant())));
        }
        return done();
    }

    private CompletableFuture<Void> publish(Lane lane, RunKey key, List<Envelope> outbox) {
        return lane.find(key)
                .map(held -> publisher.conclude(held.admission(), outbox))
                .orElseGet(() -> publisher.publish(outbox));
    }

    private void after(CompletableFuture<Void> published, Share share, Lane lane, Function<Lane, Step> decision) {
        var unused = loop.then(published, ignored -> {
            input(share, lane.model(), decision);
            return done();
        });
    }

    /** Whether work may do what cannot be stopped any more; that it may is durable then. */
    private CompletableFuture<Boolean> commit(Share share, Task task) {
        var answer = new CompletableFuture<Boolean>();
        var unused = loop.run(() -> {
            Optional<Step> step = shares.has(share)
                    ? core.commit(share.lane(task.run().model()), RunKey.of(task.run()), task.attempt())
                    : Optional.empty();
            return step.map(committed -> apply(share, committed))
                    .orElseGet(() -> CompletableFuture.completedFuture(false))
                    .thenAccept(answer::complete);
        });
        return answer;
    }

    /** An input that comes from this worker itself; ignored when the partition has gone in the meantime. */
    private void input(Share share, ModelName model, Function<Lane, Step> decision) {
        var unused = loop.run(() -> shares.has(share)
                ? apply(share, decision.apply(share.lane(model))).thenApply(counts -> null)
                : done());
    }

    private void setAlarm(Share share, Lane lane) {
        Instant now = clock.instant();
        Instant latest = now.plus(LONGEST_ALARM);
        lane.wakeUp().map(at -> at.isAfter(latest) ? latest : at).ifPresent(at -> {
            if (share.setsAlarm(lane.model(), at)) {
                loop.later(Duration.between(now, at), () -> {
                    share.rang(lane.model(), at);
                    input(share, lane.model(), lateLane -> core.due(lateLane, clock.instant()));
                });
            }
        });
    }

    /** An alert that is told already stands until the model's next good run, if it is about one. */
    void remember(AlertRaised alert) {
        alert.model()
                .ifPresent(model -> change(
                        model, lane -> core.standing(lane, OpenAlert.told(alert.alertId(), alert.fingerprint()))));
    }

    /** Raises an alert about a model of ours, unless one like it stands. */
    void raise(ModelName model, AlertRaised alert, Envelope envelope) {
        change(model, lane -> core.raise(lane, alert, envelope));
    }

    /** Resolves what stands with this fingerprint; {@code resolution} says so of one alert. */
    void resolve(ModelName model, String fingerprint, Function<OpenAlert, Envelope> resolution) {
        change(model, lane -> core.resolve(lane, fingerprint, resolution));
    }

    /** Changes what is held of a model, if it is held here. */
    private void change(ModelName model, Function<Lane, Step> decision) {
        var unused = loop.run(() -> inTurn(
                partitions.applyAsInt(model),
                shares.nextTurn(),
                share -> apply(share, decision.apply(share.lane(model)))));
    }

    /**
     * Takes up what was going on in partitions that were just loaded.
     *
     * @param generation of the consumer group that they were given in
     */
    CompletableFuture<Void> assigned(Collection<Share> loaded, int generation) {
        return loop.run(() -> {
            shares.handOut(loaded.stream().map(Share::partition).toList(), generation);
            loaded.forEach(this::takeUp);
            return done();
        });
    }

    private void takeUp(Share share) {
        shares.put(share);
        if (share.claim().isLost()) {
            lose(share);
            return;
        }
        for (Lane lane : share.lanes()) {
            var unused = apply(share, core.recovered(lane, clock.instant()));
        }
        shares.resume(share.partition());
    }

    /** What was written last does not count. Unless the partition was taken away, it is read anew. */
    private void lose(Share share) {
        if (!shares.has(share)) {
            return;
        }
        letGo(share);
        shares.remove(share);
        loop.later(shares.pauseBeforeReading(), () -> {
            if (shares.isToBeReplaced(share)) {
                var unused = loop.then(journal.load(Set.of(share.partition())), loaded -> {
                    if (shares.isToBeReplaced(share)) {
                        loaded.forEach(this::takeUp);
                    }
                    return done();
                });
            }
        });
    }

    /** Lets go of partitions. The work outside goes on; whoever gets them finds it. */
    CompletableFuture<Void> revoked(Set<Integer> partitions) {
        return loop.run(() -> {
            partitions.forEach(partition -> {
                shares.find(partition).ifPresent(this::letGo);
                shares.revoke(partition);
            });
            return done();
        });
    }

    private void letGo(Share share) {
        share.lanes().forEach(lane -> lane.active().forEach(held -> hands.abandon(held.key())));
    }

    /** Forgets runs that were over before this, and later what was asked for about them: it numbers their rounds. */
    void forget(Instant before) {
        var unused = loop.run(() -> {
            shares.all().forEach(share -> forget(share, before));
            return done();
        });
    }

    private void forget(Share share, Instant before) {
        var over = share.overBefore(before);
        var written = journal.forget(share, over);
        over.forEach(share::forget);
        var unused = loop.then(written, counts -> {
            if (!counts) {
                lose(share);
            }
            return done();
        });
        for (Lane lane : share.lanes()) {
            var ignored = apply(share, core.forget(lane, share, before.minus(ROUNDS_ARE_FORGOTTEN)));
        }
    }

    /** Whether partitions were handed out at least once, be it none. */
    boolean isAssigned() {
        return shares.wereAssigned();
    }

    /** Empty while all is well. */
    Optional<String> trouble() {
        return loop.trouble();
    }
}
