package io.millrace.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.events.EventType;
import io.millrace.events.Failure;
import io.millrace.events.PipelineEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;

/** What a worker counts. Every label comes from a closed set, so that the number of series is bounded. */
@ApplicationScoped
class WorkerMetrics {
    private final MeterRegistry registry;
    private final String stage;

    WorkerMetrics(MeterRegistry registry, WorkerConfig config) {
        this.registry = registry;
        this.stage = config.stage().wireName();
    }

    /** What became of a record that was read. */
    enum Fate {
        ADMITTED,
        COMMAND,
        DUPLICATE,
        PASSED,
        MISPLACED,
        UNKNOWN_TYPE,
        DEAD_LETTER
    }

    void received(Fate fate) {
        registry.counter("millrace.events.received", "stage", stage, "fate", label(fate))
                .increment();
    }

    void published(PipelineEvent event) {
        registry.counter(
                        "millrace.events.published",
                        "stage",
                        stage,
                        "type",
                        EventType.of(event).wireName())
                .increment();
    }

    void performed(Outcome outcome, Duration took) {
        String how =
                switch (outcome) {
                    case Outcome.Answered answered -> label(answered.status());
                    case Outcome.Failed(Failure failure) -> label(failure.kind());
                    case Outcome.Away ignored -> "away";
                };
        registry.timer("millrace.stage.work", "stage", stage, "outcome", how).record(took);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
