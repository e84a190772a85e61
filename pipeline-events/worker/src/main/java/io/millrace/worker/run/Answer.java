package io.millrace.worker.run;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.CommandAccepted;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.ServingEvent;
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

/** From how a run comes out of a stage to all that has to be said about it. */
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
     * @param ended      how the run ends here; absent when it goes on
     */
    record Given(List<Envelope> outbox, List<OpenAlert> openAlerts, Optional<RunEnded.Result> ended) {}

    /** To what the work came to. */
    Given to(Admission admission, int attempt, Outcome outcome, List<OpenAlert> open, Instant now) {
        return switch (outcome) {
            case Outcome.Failed(var failure) -> failed(admission, attempt, failure, open, now);
            case Outcome.Away(var failure) -> failed(admission, attempt, failure, open, now);
            case Outcome.Answered(var status, var events, var ending) -> {
                var letter = new Letter(admission.trigger(), latest(admission.run(), events), attempt, now);
                events.forEach(letter::add);
                yield ending.flatMap(Outcome.Ending::why)
                        .map(why -> letter.failed(why, ending.orElseThrow().result(), open))
                        .orElseGet(() -> letter.succeeded(status, ending.map(Outcome.Ending::result), open));
            }
        };
    }

    /** To being ended from outside. */
    Given to(Admission admission, int attempt, Stop why, Orders orders, List<OpenAlert> open, Instant now) {
        var letter = new Letter(admission.trigger(), admission.run(), attempt, now);
        return switch (why) {
            case Stop.Overdue(var failure) -> letter.failed(failure, RunEnded.Result.FAILED, open);
            case Stop.NewRound(int round) ->
                letter.stopped("round " + round + " of the run began", RunEnded.Result.CANCELLED, open);
            case Stop.Superseded(var by) ->
                letter.stopped(by.subject() + " takes its place", RunEnded.Result.SUPERSEDED, open);
            case Stop.Cancelled(var commands) -> {
                commands.stream()
                        .filter(command -> orders.isAnsweredBy(admission.run().round(), command))
                        .forEach(letter::answer);
                yield letter.stopped(cancelled(commands.getFirst()), RunEnded.Result.CANCELLED, open);
            }
        };
    }

    private Given failed(Admission admission, int attempt, Failure failure, List<OpenAlert> open, Instant now) {
        return new Letter(admission.trigger(), admission.run(), attempt, now)
                .failed(failure, RunEnded.Result.FAILED, open);
    }

    /** What is said of what a cancel ends. */
    static String cancelled(Envelope command) {
        Optional<String> reason = command.event() instanceof RunCancel cancel ? cancel.reason() : Optional.empty();
        return "cancelled" + reason.map(": "::concat).orElse("");
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
        private final Envelope trigger;
        private final RunRef run;
        private final int attempt;
        private final Instant now;
        private final List<Envelope> outbox = new ArrayList<>();

        Letter(Envelope trigger, RunRef run, int attempt, Instant now) {
            this.trigger = trigger;
            this.run = run;
            this.attempt = attempt;
            this.now = now;
        }

        void add(PipelineEvent event) {
            add(event instanceof ServingEvent ? EventIds.serving(run) : EventIds.outcome(run, stage), event);
        }

        void answer(Envelope command) {
            var accepted =
                    new CommandAccepted(command.id(), run.run(), run.model(), run.round(), stage, cancelled(command));
            outbox.add(command.causes(EventIds.answer(command.id()), source, now, 0, accepted));
        }

        Given stopped(String message, RunEnded.Result result, List<OpenAlert> open) {
            progress(State.CANCELLED, Optional.of(message));
            end(result, Optional.empty());
            return new Given(outbox, open, Optional.of(result));
        }

        Given failed(Failure why, RunEnded.Result result, List<OpenAlert> open) {
            AlertRaised alert = AlertRaised.of(run, stage, why);
            progress(State.FAILED, Optional.of(why.summary()));
            add(alert.alertId(), alert);
            end(result, Optional.of(alert.alertId()));
            var stillOpen = new ArrayList<>(open);
            stillOpen.add(OpenAlert.told(alert.alertId(), alert.fingerprint()));
            return new Given(outbox, stillOpen, Optional.of(result));
        }

        Given succeeded(StageStatus status, Optional<RunEnded.Result> result, List<OpenAlert> open) {
            progress(status == StageStatus.SKIPPED ? State.SKIPPED : State.SUCCEEDED, Optional.empty());
            // A skipped stage shows nothing about what was wrong.
            boolean resolves = status == StageStatus.DONE;
            if (resolves) {
                open.stream().filter(OpenAlert::endsWithAGoodRun).forEach(this::resolve);
            }
            result.ifPresent(how -> end(how, Optional.empty()));
            List<OpenAlert> left = resolves
                    ? open.stream().filter(alert -> !alert.endsWithAGoodRun()).toList()
                    : open;
            return new Given(outbox, left, result);
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
            outbox.add(trigger.causes(id, source, now, attempt, event));
        }
    }
}
