package io.millrace.monitor.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.events.RunEnded;
import io.millrace.events.Stage;
import io.millrace.monitor.view.Change;
import io.millrace.monitor.view.Changes;
import io.millrace.monitor.view.Ending;
import io.millrace.monitor.view.Run;
import io.millrace.monitor.view.RunStatus;
import io.millrace.monitor.view.StageRun;
import io.millrace.monitor.view.View;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/**
 * The pipeline in numbers. Every label comes from a closed set and every series is there from the start, so that a rate
 * or an alert on one never meets a gap.
 */
@Singleton
class PipelineMeters implements Changes {
    /** Clocks of other machines told the times; what they make longer than this is no duration. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final MeterRegistry registry;
    private final View view;

    PipelineMeters(MeterRegistry registry, View view) {
        this.registry = registry;
        this.view = view;
    }

    void register(@Observes StartupEvent start) {
        for (RunStatus status : RunStatus.values()) {
            Gauge.builder("millrace.runs", view, it -> it.countRuns(status))
                    .description("Runs that the monitor remembers, by where they stand")
                    .tag("status", status.word())
                    .register(registry);
        }
        for (Stage stage : Stage.values()) {
            Gauge.builder("millrace.alerts.open", view, it -> it.countOpenAlerts(stage))
                    .description("Alerts whose cause is not gone")
                    .tag("stage", stage.wireName())
                    .register(registry);
            stageTimer(stage);
        }
        for (RunEnded.Result result : RunEnded.Result.values()) {
            runTimer(result);
        }
    }

    /** Durations are taken when they become known, once for every run and for every stage of it. */
    @Override
    public void on(Change change) {
        Run run = change.after();
        if (change.before().flatMap(Run::end).isEmpty()) {
            run.end().map(Ending::result).ifPresent(result -> run.duration()
                    .filter(PipelineMeters::isSane)
                    .ifPresent(runTimer(result)::record));
        }
        for (StageRun stage : run.stages()) {
            if (!change.before().filter(before -> knows(before, stage)).isPresent()) {
                stage.duration().filter(PipelineMeters::isSane).ifPresent(stageTimer(stage.stage())::record);
            }
        }
    }

    private static boolean knows(Run before, StageRun stage) {
        return before.stages().stream()
                .anyMatch(known -> known.stage() == stage.stage()
                        && known.round() == stage.round()
                        && known.duration().isPresent());
    }

    private static boolean isSane(Duration duration) {
        return duration.compareTo(LONGEST) < 0;
    }

    private Timer runTimer(RunEnded.Result result) {
        return Timer.builder("millrace.run.duration")
                .description("From registration to the end, of runs that ended while the monitor was looking")
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Timer stageTimer(Stage stage) {
        return Timer.builder("millrace.stage.duration")
                .description("From the start of a stage's work to its end, tries and the pauses between them included")
                .tag("stage", stage.wireName())
                .register(registry);
    }
}
