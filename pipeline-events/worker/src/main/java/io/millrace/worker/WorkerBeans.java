package io.millrace.worker;

import io.millrace.worker.run.Rules;
import io.millrace.worker.run.StageCore;
import io.millrace.worker.trace.Spans;
import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;

/** Puts the parts of a worker together. */
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
class WorkerBeans {
    private static final Duration BETWEEN_FORGETTING = Duration.ofHours(1);

    @Produces
    @Singleton
    Loop loop() {
        return new Loop("dispatcher");
    }

    void stop(@Disposes Loop loop) {
        loop.stop();
    }

    @Produces
    @Singleton
    Performers performers(StageWork work, EventLog log, WorkerMetrics metrics, Spans spans, WorkerConfig config) {
        return new Performers(work, log, metrics, new RunSpans(work.stage(), spans), config.parallelism());
    }

    void stop(@Disposes Performers performers) {
        performers.stop();
    }

    @Produces
    @Singleton
    Dispatcher dispatcher(
            StageWork work,
            WorkerConfig config,
            Journal journal,
            EventLog events,
            Performers performers,
            LogReader log,
            Placement placement,
            WorkerMetrics metrics,
            Loop loop) {
        var dispatcher = new Dispatcher(
                new StageCore(
                        work.stage(),
                        work::plan,
                        new Rules(config.patience(), config.queueLimit()),
                        work instanceof TidyingWork),
                journal,
                events,
                performers,
                log::at,
                placement::partitionOf,
                metrics,
                loop,
                Executors.newVirtualThreadPerTaskExecutor(),
                Clock.systemUTC());
        forget(dispatcher, loop, config.remember());
        return dispatcher;
    }

    private static void forget(Dispatcher dispatcher, Loop loop, Duration horizon) {
        loop.later(BETWEEN_FORGETTING, () -> {
            dispatcher.forget(Clock.systemUTC().instant().minus(horizon));
            forget(dispatcher, loop, horizon);
        });
    }
}
