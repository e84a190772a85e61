package io.millrace.worker.run;

import io.millrace.events.Command;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelName;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec.Concurrency;
import io.millrace.events.RoundCommand;
import io.millrace.events.RunCancel;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Task;
import io.millrace.worker.testing.Samples;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A stage's core with a lane of one model, for tests: every input changes the lane. */
final class Core {
    static final Instant NINE = Instant.parse("2026-01-01T09:00:00Z");
    static final Origin ORIGIN = new Origin("millrace.image-built", 3, 41);

    private final StageCore core;
    private final Map<RunId, Held.Concluded> over = new HashMap<>();
    private Lane lane = Lane.empty(new ModelName("toy"));
    private List<Held> lastChanged = List.of();
    Instant now = NINE;

    Core(Stage stage) {
        core = new StageCore(stage, Core::plan, Rules.DEFAULT);
    }

    private static Plan plan(PipelineEvent event, RunRef run) {
        return event instanceof ImageBuilt built
                ? new Plan.Work(1, Duration.ofHours(1), built.candidate().spec().concurrency() == Concurrency.PARALLEL)
                : new Plan.Pass();
    }

    static Outcome success(RunRef run) {
        var candidate = ((ImageBuilt) Samples.built(run).event()).candidate();
        return Outcome.goesOn(StageStatus.DONE, new ModelTrained(run, StageStatus.DONE, candidate));
    }

    static Envelope command(String id, Command command) {
        return Envelope.first(id, URI.create("/somebody"), NINE, command);
    }

    Lane lane() {
        return lane;
    }

    /** What had to be made durable last. */
    List<Held> lastChanged() {
        return lastChanged;
    }

    private Step take(Step step) {
        lane = step.lane();
        lastChanged = step.changed();
        step.changed().stream()
                .filter(Held.Concluded.class::isInstance)
                .map(Held.Concluded.class::cast)
                .forEach(concluded -> over.put(concluded.run().run(), concluded));
        return step;
    }

    private Optional<Held.Concluded> past(RunId run, int upTo) {
        return Optional.ofNullable(over.get(run)).filter(latest -> latest.run().round() <= upTo);
    }

    Step admit(RunRef run) {
        return admit(run, Samples.built(run));
    }

    Step admit(RunRef run, Envelope trigger) {
        return take(core.admit(lane, new Admission(run, trigger, ORIGIN), now));
    }

    Step seen(Envelope event) {
        return take(core.seen(lane, event.event(), now));
    }

    Step performed(RunRef run, int attempt, Outcome outcome) {
        return take(core.performed(lane, RunKey.of(run), attempt, outcome, now));
    }

    boolean commits(RunRef run, int attempt) {
        Optional<Step> step = core.commit(lane, RunKey.of(run), attempt);
        step.ifPresent(this::take);
        return step.isPresent();
    }

    Step cancel(Envelope command) {
        return take(core.cancel(lane, this::past, command, (RunCancel) command.event(), now));
    }

    /** With what the round begins found in the log. */
    Step retry(Envelope command, Envelope trigger) {
        return retry(command, trigger, () -> {});
    }

    /** @param meanwhile what happens while it is looked for */
    Step retry(Envelope command, Envelope trigger, Runnable meanwhile) {
        Commands.Asked asked = core.anotherRound(lane, this::past, command, (RoundCommand) command.event(), now);
        Step step = take(asked.step());
        meanwhile.run();
        return asked.again()
                .map(again -> step.then(take(core.again(lane, this::past, again, trigger, now))))
                .orElse(step);
    }

    Step answered(CommandAnswer answer) {
        return take(core.answered(lane, this::past, answer, now));
    }

    Step stopped(RunRef run) {
        return take(core.stopped(lane, RunKey.of(run), now));
    }

    Step published(RunRef run) {
        return take(core.published(lane, RunKey.of(run), now));
    }

    Step closed(RunRef run) {
        return take(core.closed(lane, RunKey.of(run), now));
    }

    /** The run is worked on, published and gone from here. */
    void through(RunRef run, Outcome outcome) {
        performed(run, 1, outcome);
        published(run);
        closed(run);
    }

    /** The next alarm rings. */
    Step ring() {
        now = lane.wakeUp().orElseThrow();
        return take(core.due(lane, now));
    }

    Step later(Duration passed) {
        now = now.plus(passed);
        return take(core.due(lane, now));
    }

    /** The worker dies, and another reads what it left. */
    Step recovered() {
        return take(core.recovered(lane, now));
    }

    /** As {@link #recovered()}, and what was remembered last of the model itself was this. */
    Step recovered(List<OpenAlert> openAlerts) {
        lane = lane.withOpenAlerts(openAlerts);
        return recovered();
    }

    static List<PipelineEvent> published(Step step) {
        return step.actions().stream()
                .flatMap(action -> switch (action) {
                    case Action.Publish(var key, var outbox) -> outbox.stream();
                    case Action.Reply(var answer) -> Stream.of(answer);
                    case Action.Raise(var id, var alert) -> Stream.of(alert);
                    case Action.Resolve(var id, var resolution) -> Stream.of(resolution);
                    case Action.Perform ignored -> Stream.<Envelope>empty();
                    case Action.Halt ignored -> Stream.<Envelope>empty();
                    case Action.Tell ignored -> Stream.<Envelope>empty();
                    case Action.Conclude ignored -> Stream.<Envelope>empty();
                })
                .map(Envelope::event)
                .toList();
    }

    static <E> List<E> published(Step step, Class<E> kind) {
        return published(step).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static List<Task> started(Step step) {
        return step.actions().stream()
                .filter(Action.Perform.class::isInstance)
                .map(action -> ((Action.Perform) action).task())
                .toList();
    }

    static List<Task> halted(Step step) {
        return step.actions().stream()
                .filter(Action.Halt.class::isInstance)
                .map(action -> ((Action.Halt) action).task())
                .toList();
    }

    static Envelope built(RunRef run, Concurrency concurrency) {
        return Samples.built(run, Samples.spec("toy", Optional.of(Samples.training(1)), concurrency));
    }
}
