package io.millrace.worker.run;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import io.millrace.events.StageEvent;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.StageStatus;
import io.millrace.worker.Outcome;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From an outcome to all that has to be said about it. */
final class Answer {
    private final Stage stage;
    private final URI source;

    Answer(Stage stage, URI source) {
        this.stage = stage;
        this.source = source;
    }

    /**
     * @param outbox     to publish in this order: what the stage says, alerts, the run's end
     * @param openAlerts of the model at this stage, afterwards
     */
    record Given(List<Envelope> outbox, List<OpenAlert> openAlerts) {}

    Given to(Held.Active held, int attempt, Outcome outcome, List<OpenAlert> open, Instant now) {
        return switch (outcome) {
            case Outcome.Failed(var failure) ->
                new Letter(held, held.run(), attempt, now).failed(failure, RunEnded.Result.FAILED, open);
            case Outcome.Answered(var status, var events, var ending) -> {
                var letter = new Letter(held, latest(held.run(), events), attempt, now);
                events.forEach(letter::add);
                yield ending.flatMap(Outcome.Ending::why)
                        .map(why -> letter.failed(why, ending.orElseThrow().result(), open))
                        .orElseGet(() -> letter.succeeded(status, ending.map(Outcome.Ending::result), open));
            }
        };
    }

    /** The run as the stage knows it now: the builder learns the version. */
    private static RunRef latest(RunRef run, List<PipelineEvent> events) {
        return events.stream()
                .filter(StageEvent.class::isInstance)
                .map(event -> ((StageEvent) event).run())
                .findFirst()
                .orElse(run);
    }

    /** What is said about one run. */
    private final class Letter {
        private final Held.Active held;
        private final RunRef run;
        private final int attempt;
        private final Instant now;
        private final List<Envelope> outbox = new ArrayList<>();

        Letter(Held.Active held, RunRef run, int attempt, Instant now) {
            this.held = held;
            this.run = run;
            this.attempt = attempt;
            this.now = now;
        }

        void add(PipelineEvent event) {
            add(event instanceof ServingChanged ? EventIds.serving(run) : EventIds.outcome(run, stage), event);
        }

        Given failed(Failure why, RunEnded.Result result, List<OpenAlert> open) {
            AlertRaised alert = AlertRaised.of(run, stage, why);
            progress(State.FAILED, Optional.of(why.summary()));
            add(alert.alertId(), alert);
            end(result, Optional.of(alert.alertId()));
            var stillOpen = new ArrayList<>(open);
            stillOpen.add(OpenAlert.told(alert.alertId(), alert.fingerprint()));
            return new Given(outbox, stillOpen);
        }

        Given succeeded(StageStatus status, Optional<RunEnded.Result> result, List<OpenAlert> open) {
            progress(status == StageStatus.SKIPPED ? State.SKIPPED : State.SUCCEEDED, Optional.empty());
            // A skipped stage shows nothing about what was wrong.
            boolean resolves = status == StageStatus.DONE;
            if (resolves) {
                open.forEach(this::resolve);
            }
            result.ifPresent(how -> end(how, Optional.empty()));
            return new Given(outbox, resolves ? List.of() : open);
        }

        private void resolve(OpenAlert alert) {
            add(
                    EventIds.resolved(alert.alertId()),
                    new AlertResolved(alert.alertId(), alert.fingerprint(), run, stage));
        }

        private void progress(State state, Optional<String> message) {
            add(
                    EventIds.progress(run, stage, attempt, state, ""),
                    new StageProgressed(run, stage, state, attempt, message, Optional.empty(), Metrics.NONE));
        }

        private void end(RunEnded.Result result, Optional<String> alertId) {
            add(EventIds.ended(run), new RunEnded(run, result, stage, alertId));
        }

        private void add(String id, PipelineEvent event) {
            outbox.add(held.trigger().causes(id, source, now, attempt, event));
        }
    }
}
