package io.millrace.worker;

import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Candidate;
import io.millrace.events.Decision;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Metrics;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.millrace.worker.testing.Samples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class ServingTableOnARealBrokerTest {
    private final Pipeline pipeline = new Pipeline();

    @Inject
    ServingTable table;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    WorkerConfig config;

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void says_what_was_told_last() {
        publish(serving(run("told-last", 1), 1));
        assertThat(table.of(run("told-last", 1).model()))
                .map(ServingChanged::generation)
                .hasValue(1L);

        publish(serving(run("told-last", 2), 2));

        assertThat(table.of(run("told-last", 1).model()))
                .map(ServingChanged::generation)
                .hasValue(2L);
    }

    /** The broker answers what a consumer asks one after the other, and what it is asked for may be long in coming. */
    @Test
    @Timeout(15)
    void answers_without_waiting_for_what_is_not_there_yet() {
        Map<String, Object> patient = new HashMap<>(kafka);
        patient.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 25_000);
        var asked = new ServingTable(patient, config);
        RunRef run = run("asked-twice", 1);
        publish(serving(run, 1));
        assertThat(asked.of(run.model())).isPresent();

        assertThat(asked.of(run.model())).isPresent();

        asked.close();
    }

    @Test
    void passes_over_a_copy_of_something_earlier_that_comes_late() {
        RunRef first = run("late-copy", 1);
        publish(serving(first, 1));
        publish(serving(run("late-copy", 2), 2));

        publish(serving(first, 1));

        assertThat(table.of(first.model())).map(ServingChanged::generation).hasValue(2L);
    }

    @Test
    void says_that_nothing_serves_any_more() {
        RunRef run = run("served", 1);
        publish(serving(run, 1));

        publish(new ServingEnded(
                run, 2, "deploy", run.sequence(), new Decision("somebody", Optional.empty()), Optional.empty()));

        assertThat(table.of(run.model())).isEmpty();
        assertThat(table.latest(run.model())).isPresent();
    }

    private void publish(ServingEvent event) {
        pipeline.publish(Envelope.first(
                EventIds.serving(event.run()) + event.generation(), URI.create("/test"), Instant.EPOCH, event));
    }

    private static ServingChanged serving(RunRef run, long generation) {
        return new ServingChanged(
                run,
                generation,
                "deploy",
                new Candidate(
                        Samples.spec(run.model().value(), Optional.empty()),
                        Optional.of(Samples.IMAGE),
                        Optional.empty(),
                        Metrics.NONE),
                Map.of(),
                Optional.empty(),
                URI.create("http://127.0.0.1/models/" + run.model()),
                Optional.empty());
    }
}
