package io.millrace.worker;

import io.millrace.events.AlertRaised;
import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.worker.WorkerMetrics.Fate;
import io.millrace.worker.run.Action;
import io.millrace.worker.run.Backoff;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.OpenAlert;
import io.millrace.worker.run.RunKey;
import io.millrace.worker.run.StageCore;
import io.millrace.worker.run.Step;
import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Brings inputs to the {@link StageCore}, one after the other, makes what it decides durable, and has it carried out.
 *
 * <p>The rule behind the order of calls here: state first, then the offset and the effects. Whatever is lost in a crash
 * is found in the state, and done (again).
 */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
class Dispatcher {
    private final Loop loop = new Loop("dispatcher");
    private final Map<Integer, Share> shares = new HashMap<>();
    private final Clock clock = Clock.systemUTC();
    private volatile boolean assigned;

    private final WorkerConfig config;
    private final EventCodec codec;
    private final StageCore core;
    private final Journal journal;
    private final EventLog log;
    private final DeadLetters deadLetters;
    private final Placement placement;
    private final Performers performers;
    private final WorkerMetrics metrics;

    Dispatcher(
            WorkerConfig config,
            StageWork work,
            Journal journal,
            EventLog log,
            DeadLetters deadLetters,
            Placement placement,
            Performers performers,
            WorkerMetrics metrics) {
        this.config = config;
        this.codec = new EventCodec(config.topicPrefix());
        this.core = new StageCore(work.stage(), work::plan, Backoff.DEFAULT);
        this.journal = journal;
        this.log = log;
        this.deadLetters = deadLetters;
        this.placement = placement;
        this.performers = performers;
        this.metrics = metrics;
    }

    /**
     * Decides on a record.
     *
     * @param acknowledge called once all that the record led to is durable
     * @return completes when the record is decided on
     */
    CompletionStage<Void> accept(
            ConsumerRecord<byte[], byte @Nullable []> record, Supplier<CompletionStage<Void>> acknowledge) {
        Decoded decoded = codec.decode(record);
        return loop.run(() -> decide(record, decoded).thenCompose(ignored -> acknowledge.get()));
    }

    private CompletableFuture<Void> decide(ConsumerRecord<byte[], byte @Nullable []> record, Decoded decoded) {
        return switch (decoded) {
            case Decoded.UnknownType ignored -> done(Fate.UNKNOWN_TYPE);
            case Decoded.Malformed(var reason) -> {
                metrics.received(Fate.DEAD_LETTER);
                yield deadLetters.write(record, reason).thenApply(alert -> {
                    alert.ifPresent(this::remember);
                    return null;
                });
            }
            case Decoded.Event(var envelope) -> decide(record, envelope);
        };
    }

    private CompletableFuture<Void> decide(ConsumerRecord<byte[], byte @Nullable []> record, Envelope envelope) {
        Optional<RunRef> found = runOf(envelope, record);
        if (found.isEmpty()) {
            return done(Fate.PASSED);
        }
        RunRef run = found.get();
        if (!placement.isRight(record, run.model())) {
            metrics.received(Fate.MISPLACED);
            return placement.republish(record, run.model());
        }
        Share share = shares.get(record.partition());
        if (share == null) {
            // Taken away in the meantime: whoever holds the partition now reads the record again.
            return new CompletableFuture<>();
        }
        Lane lane = share.lane(run.model());
        RunKey key = RunKey.of(run);
        if (share.isOver(key) || lane.find(key).isPresent()) {
            return done(Fate.DUPLICATE);
        }
        Step step = core.admit(lane, run, envelope, clock.instant());
        metrics.received(step.changed().isEmpty() ? Fate.PASSED : Fate.ADMITTED);
        return apply(share, step);
    }

    private CompletableFuture<Void> done(Fate fate) {
        metrics.received(fate);
        return CompletableFuture.completedFuture(null);
    }

    /** The run that an event belongs to; a registration starts one, and its place in the log is the run's order. */
    private Optional<RunRef> runOf(Envelope envelope, ConsumerRecord<?, ?> record) {
        if (envelope.event() instanceof ModelRegistered registered) {
            return Optional.of(new RunRef(
                    RunId.of(envelope.source(), envelope.id()),
                    0,
                    registered.model(),
                    registered.version(),
                    new Sequence(config.epoch(), record.offset())));
        }
        return envelope.event().runRef();
    }

    private CompletableFuture<Void> apply(Share share, Step step) {
        share.put(step.lane());
        step.changed().forEach(share::put);
        return loop.then(journal.write(share.partition(), step), () -> {
            if (shares.get(share.partition()) == share) {
                step.actions().forEach(action -> carryOut(share, step.lane(), action));
            }
        });
    }

    private void carryOut(Share share, Lane lane, Action action) {
        switch (action) {
            case Action.Tell(var progress) -> log.tell(progress);
            case Action.Raise(var alertId, var alert) -> {
                var unused = loop.then(log.publish(alert), () -> input(share, lane, now -> core.told(now, alertId)));
            }
            case Action.Perform(var task) ->
                performers.start(
                        task,
                        outcome -> input(
                                share,
                                lane,
                                now -> core.performed(
                                        now, RunKey.of(task.run()), task.attempt(), outcome, clock.instant())));
            case Action.Publish(var key, var outbox) -> {
                var unused = loop.then(
                        log.publish(outbox),
                        () -> input(share, lane, now -> core.published(now, key, clock.instant())));
            }
            case Action.WakeUp(var at) ->
                loop.later(
                        Duration.between(clock.instant(), at),
                        () -> input(share, lane, now -> core.due(now, clock.instant())));
            case Action.Conclude(var task) ->
                performers.conclude(
                        task,
                        () -> input(share, lane, now -> core.closed(now, RunKey.of(task.run()), clock.instant())));
        }
    }

    /** An input that comes from this worker itself; ignored when the partition has gone in the meantime. */
    private void input(Share share, Lane of, Function<Lane, Step> decision) {
        var unused = loop.run(() -> {
            if (shares.get(share.partition()) != share) {
                return CompletableFuture.completedFuture(null);
            }
            return apply(share, decision.apply(share.lane(of.model())));
        });
    }

    /** An alert that is told already stands until the model's next good run, if it is about one. */
    private void remember(AlertRaised alert) {
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
        var unused = loop.run(() -> {
            Share share = shares.get(placement.partitionOf(model));
            Optional<OpenAlert> open =
                    share == null ? Optional.empty() : share.lane(model).open(fingerprint);
            // Told first: what is told twice is recognised, what is forgotten would stand for ever.
            return open.map(alert -> loop.then(
                            log.publish(resolution.apply(alert)),
                            () -> change(model, lane -> core.resolved(lane, fingerprint))))
                    .orElseGet(() -> CompletableFuture.completedFuture(null));
        });
    }

    /** Changes what is held of a model, if it is held here. */
    private void change(ModelName model, Function<Lane, Step> decision) {
        var unused = loop.run(() -> {
            Share share = shares.get(placement.partitionOf(model));
            return share == null
                    ? CompletableFuture.completedFuture(null)
                    : apply(share, decision.apply(share.lane(model)));
        });
    }

    /** Loads the state of partitions and takes up what was going on there. Blocks until it is loaded. */
    void assigned(Set<Integer> partitions) {
        Collection<Share> loaded = journal.load(partitions);
        loop.runAndWait(() -> loaded.forEach(share -> {
            shares.put(share.partition(), share);
            for (Lane lane : share.lanes()) {
                var unused = apply(share, core.recovered(lane, clock.instant()));
            }
        }));
        assigned = true;
    }

    /** Lets go of partitions. The work outside goes on; whoever gets them finds it. */
    void revoked(Set<Integer> partitions) {
        loop.runAndWait(() -> partitions.forEach(partition -> {
            Share share = shares.remove(partition);
            if (share != null) {
                share.lanes().forEach(lane -> lane.active().forEach(held -> performers.abandon(held.key())));
            }
        }));
    }

    /** Whether partitions were handed out at least once, be it none. */
    boolean isAssigned() {
        return assigned;
    }

    /** Empty while all is well. */
    Optional<String> trouble() {
        return loop.trouble();
    }

    @PreDestroy
    void stop() {
        performers.stop();
        loop.stop();
    }
}
