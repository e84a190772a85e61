package io.millrace.monitor.view;

import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.StageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one stage did with a run, as far as was heard.
 *
 * <p>Reports come by one topic, the answer by another: each fills its own part, so that it does not matter which of the
 * two is read first.
 *
 * @param round   the round that all of it belongs to
 * @param heardAt the earliest report of any kind
 * @param begunAt the earliest report that the stage was at work
 */
public record StageRun(
        Stage stage,
        int round,
        Optional<Instant> heardAt,
        Optional<Instant> begunAt,
        Optional<StageReport> report,
        Optional<StageAnswer> answer) {

    static StageRun unheard(Stage stage, int round) {
        return new StageRun(stage, round, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    StageRun after(StageProgressed progress, Instant at) {
        StageReport next = StageReport.of(progress, at);
        boolean atWork = next.state() == State.RUNNING;
        return new StageRun(
                stage,
                round,
                Times.earliest(heardAt, at),
                atWork ? Times.earliest(begunAt, at) : begunAt,
                Optional.of(report.map(last -> last.or(next)).orElse(next)),
                answer);
    }

    /** The first answer stands: a second one is a copy, or lost the race. */
    StageRun after(StageAnswer first) {
        return answer.isPresent() ? this : new StageRun(stage, round, heardAt, begunAt, report, Optional.of(first));
    }

    /** The stage as it stands once its run ended in it, should its own last report be missing. */
    StageRun closedBy(Ending ending) {
        boolean saysSo = lastReport().isPresent();
        boolean answeredWell = answer.isPresent() && ending.status() == RunStatus.SUCCEEDED;
        if (saysSo || answeredWell) {
            return this;
        }
        var last = new StageReport(attempt(), ending.stageState(), ending.at(), message());
        return new StageRun(stage, round, heardAt, begunAt, Optional.of(last), answer);
    }

    public State state() {
        return lastReport()
                .map(StageReport::state)
                .or(() -> answer.map(given -> given.status() == StageStatus.SKIPPED ? State.SKIPPED : State.SUCCEEDED))
                .or(() -> report.map(StageReport::state))
                .orElse(State.UNKNOWN);
    }

    private Optional<StageReport> lastReport() {
        return report.filter(StageReport::isFinal);
    }

    /** Automatic tries so far, from 1; 0 before the first and for a stage that had nothing to do. */
    public int attempt() {
        return Math.max(
                answer.map(StageAnswer::attempt).orElse(0),
                report.map(StageReport::attempt).orElse(0));
    }

    /** Absent while it waits for its turn, and where the reports are no longer kept. */
    public Optional<Instant> startedAt() {
        return begunAt.or(() -> StageReport.isFinal(state()) ? heardAt : Optional.empty());
    }

    public Optional<Instant> endedAt() {
        return answer.map(StageAnswer::at).or(() -> lastReport().map(StageReport::at));
    }

    public Optional<String> message() {
        return report.flatMap(StageReport::message);
    }

    public Optional<Duration> duration() {
        return startedAt().flatMap(start -> endedAt().map(end -> Times.between(start, end)));
    }
}
