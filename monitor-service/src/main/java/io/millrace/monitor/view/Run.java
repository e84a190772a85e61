package io.millrace.monitor.view;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Command;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Envelope;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.Stage;
import io.millrace.events.StageEvent;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Version;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One trip of a model version through the pipeline, as far as its events were read.
 *
 * <p>The topics are read side by side, so that a run's end may be seen before its beginning. Every topic therefore
 * fills parts of its own, a later round covers an earlier one, and what is final stays: the order in which topics are
 * read, and events that come twice, make no difference.
 *
 * @param registeredAt when the registration says it was published
 * @param heardAt      the earliest time on any of the run's events
 * @param heard        by stage, the latest round of it
 * @param ending       of the latest round that ended
 * @param served       where it serves or served, from the list of what serves
 */
public record Run(
        RunId id,
        ModelName model,
        Optional<Version> version,
        Optional<Instant> registeredAt,
        Instant heardAt,
        Map<Stage, StageRun> heard,
        Optional<Ending> ending,
        Optional<URI> served) {

    /** The run that the event belongs to; empty for what concerns no run. */
    static Optional<RunId> idOf(Envelope envelope) {
        return envelope.event() instanceof ModelRegistered
                ? Optional.of(RunId.of(envelope.source(), envelope.id()))
                : envelope.event().runRef().map(RunRef::run);
    }

    /** A run of which {@code envelope} is the first that is read. */
    static Run first(RunId id, Envelope envelope) {
        PipelineEvent event = envelope.event();
        ModelName model = event.runRef().map(RunRef::model).orElseGet(() -> new ModelName(event.key()));
        return new Run(
                        id,
                        model,
                        Optional.empty(),
                        Optional.empty(),
                        envelope.time(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty())
                .after(envelope);
    }

    /** The run with one more of its events taken in; equal to this one when the event says nothing new. */
    Run after(Envelope envelope) {
        Instant at = envelope.time();
        return switch (envelope.event()) {
            case ModelRegistered event -> heard(at, event.version()).registered(at);
            case StageProgressed event ->
                heard(at, event.run().version())
                        .with(event.stage(), event.run().round(), stage -> stage.after(event, at));
            case StageEvent event -> {
                StageAnswer answer = StageAnswer.of(event, envelope.attempt(), at);
                yield heard(at, event.run().version())
                        .with(event.stage(), event.run().round(), stage -> stage.after(answer));
            }
            case ServingChanged event -> heard(at, event.run().version()).served(event.endpoint());
            case ServingEnded event -> heard(at, event.run().version());
            case RunEnded event ->
                heard(at, event.run().version())
                        .ended(new Ending(event.run().round(), event.result(), event.stage(), at));
            case AlertRaised event -> heard(at, event.run().flatMap(RunRef::version));
            case AlertResolved event -> heard(at, event.run().flatMap(RunRef::version));
            // They name a run and say nothing about how far it is.
            case Command event -> this;
            case CommandAnswer event -> this;
        };
    }

    private Run heard(Instant at, Optional<Version> told) {
        Instant earliest = at.isBefore(heardAt) ? at : heardAt;
        return new Run(id, model, version.or(() -> told), registeredAt, earliest, heard, ending, served);
    }

    private Run registered(Instant at) {
        return new Run(id, model, version, Times.earliest(registeredAt, at), heardAt, heard, ending, served);
    }

    private Run served(URI endpoint) {
        return new Run(id, model, version, registeredAt, heardAt, heard, ending, Optional.of(endpoint));
    }

    /** Within a round the first end stands, as for every reader. */
    private Run ended(Ending other) {
        boolean stands = ending.isPresent() && ending.get().round() >= other.round();
        return stands ? this : new Run(id, model, version, registeredAt, heardAt, heard, Optional.of(other), served);
    }

    private Run with(Stage stage, int round, UnaryOperator<StageRun> change) {
        StageRun known = heard.get(stage);
        if (known != null && known.round() > round) {
            return this;
        }
        boolean sameRound = known != null && known.round() == round;
        var next = new EnumMap<Stage, StageRun>(Stage.class);
        next.putAll(heard);
        next.put(stage, change.apply(known != null && sameRound ? known : StageRun.unheard(stage, round)));
        return new Run(id, model, version, registeredAt, heardAt, Collections.unmodifiableMap(next), ending, served);
    }

    /** How often a person asked for the run to be tried again; 0 for the first trip. */
    public int round() {
        // Asked of every run whenever runs are listed: a loop takes a fraction of what a stream does.
        int round = ending.map(Ending::round).orElse(0);
        for (StageRun stage : heard.values()) {
            round = Math.max(round, stage.round());
        }
        return round;
    }

    /** How this round ended; empty while it goes on. */
    public Optional<Ending> end() {
        return ending.filter(end -> end.round() == round());
    }

    public boolean hasEnded() {
        return end().isPresent();
    }

    /** What was heard of, in the order of the pipeline; not what a new round has yet to do again. */
    public List<StageRun> stages() {
        var stages = new EnumMap<Stage, StageRun>(Stage.class);
        stages.putAll(heard);
        int round = round();
        Optional<Stage> redone = heard.values().stream()
                .filter(stage -> stage.round() == round)
                .map(StageRun::stage)
                .min(Stage::compareTo);
        redone.ifPresent(first -> stages.values()
                .removeIf(stage -> stage.round() < round && stage.stage().compareTo(first) > 0));
        end().ifPresent(end -> stages.compute(
                end.stage(), (stage, known) -> (known == null ? StageRun.unheard(stage, round) : known).closedBy(end)));
        return List.copyOf(stages.values());
    }

    /** The stage that ended the run, or the furthest that was heard of; the first before any was. */
    public Stage stage() {
        return end().map(Ending::stage).orElseGet(() -> stages().stream()
                .map(StageRun::stage)
                .filter(stage -> stage != Stage.UNKNOWN)
                .max(Stage::compareTo)
                .orElse(Stage.BUILD));
    }

    public RunStatus status() {
        return end().map(Ending::status).orElseGet(() -> {
            StageRun current = heard.get(stage());
            boolean waits = current == null || current.state() == State.WAITING;
            return waits ? RunStatus.WAITING : RunStatus.RUNNING;
        });
    }

    /** When it was registered or, where that is not known, when it was first heard of. */
    public Instant startedAt() {
        return registeredAt.orElse(heardAt);
    }

    public Optional<Instant> endedAt() {
        return end().map(Ending::at);
    }

    public Optional<Duration> duration() {
        return endedAt().map(end -> Times.between(startedAt(), end));
    }

    /** Of the last stage that gave any: training's, then evaluation's. */
    public Metrics metrics() {
        return latest(answer -> answer.metrics().isEmpty() ? Optional.empty() : Optional.of(answer.metrics()))
                .orElse(Metrics.NONE);
    }

    public Optional<ImageRef> image() {
        return latest(StageAnswer::image);
    }

    /** Where predictions are answered; absent for a run that never served. */
    public Optional<URI> endpoint() {
        return latest(StageAnswer::endpoint).or(() -> served);
    }

    private <T> Optional<T> latest(Function<StageAnswer, Optional<T>> part) {
        return stages().reversed().stream()
                .flatMap(stage -> stage.answer().stream())
                .flatMap(answer -> part.apply(answer).stream())
                .findFirst();
    }
}
