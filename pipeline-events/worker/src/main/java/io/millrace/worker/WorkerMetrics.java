package io.millrace.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.events.EventType;
import io.millrace.events.Failure;
import io.millrace.events.PipelineEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a worker counts. Every label comes from a closed set, so that the number of series is bounded. */
@ApplicationScoped
class WorkerMetrics {
    private final MeterRegistry registry;
    private final String stage;
    // Finding a counter by its name and labels takes longer than anything else about counting.
    private final Map<Fate, Counter> received = new ConcurrentHashMap<>();
    private final Map<EventType, Counter> published = new ConcurrentHashMap<>();

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
        received.computeIfAbsent(fate, this::counter).increment();
    }

    private Counter counter(Fate fate) {
        return registry.counter("millrace.events.received", "stage", stage, "fate", label(fate));
    }

    void published(PipelineEvent event) {
        published.computeIfAbsent(EventType.of(event), this::counter).increment();
    }

    private Counter counter(EventType type) {
        return registry.counter("millrace.events.published", "stage", stage, "type", type.wireName());
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
