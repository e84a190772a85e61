package io.millrace.monitor.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.monitor.MonitorConfig;
import io.millrace.worker.DeadLetterBox;
import io.millrace.worker.WorkerConfig;
import io.millrace.worker.access.Access;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that are told of alerts, as configured. */
@Singleton
class Sinks {
    private static final Duration SINK_PATIENCE = Duration.ofSeconds(10);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final List<Telling> tellings;
    private final Access access;

    Sinks(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            WorkerConfig worker,
            MonitorConfig config,
            DeadLetterBox letters,
            MeterRegistry registry,
            Access access) {
        this.access = access;
        List<Sink> sinks = read(config);
        if (sinks.isEmpty()) {
            tellings = List.of();
            return;
        }
        var post = new Post(SINK_PATIENCE);
        tellings = sinks.stream()
                .map(sink -> new Telling(
                        kafka, worker.topicPrefix(), sink, post, new SinkState(sink.name(), registry), letters))
                .toList();
    }

    private static List<Sink> read(MonitorConfig config) {
        try {
            return config.sinks().entrySet().stream()
                    .map(it -> Sink.of(it.getKey(), it.getValue(), config.publicUrl()))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /** Once the broker has let this worker in, and the kit has seen to the topics. */
    void start(@Observes StartupEvent event) {
        access.then(() -> tellings.forEach(Telling::start));
    }

    void stop(@Observes ShutdownEvent event) {
        tellings.forEach(Telling::stop);
        try {
            for (Telling telling : tellings) {
                telling.join(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Stream<SinkState> states() {
        return tellings.stream().map(Telling::state);
    }
}
