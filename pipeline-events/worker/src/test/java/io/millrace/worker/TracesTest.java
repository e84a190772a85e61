package io.millrace.worker;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.Command;
import io.millrace.events.Envelope;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Collector;
import io.millrace.worker.testing.Collector.Told;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A worker on a real broker, and what it sends to where traces go. */
@QuarkusTest
@TestProfile(TracesTest.Traced.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestMethodOrder(OrderAnnotation.class)
class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SENDER = "00f067aa0ba902b7";
    private static final String STAGE = "train";
    private static final String ATTEMPT = "train attempt";
    private static final String ANSWER = "model.trained.v1";

    public static class Traced implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Broker.class), new TestResourceEntry(TracesComeHere.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    public static class TracesComeHere implements QuarkusTestResourceLifecycleManager {
        private final Collector collector = new Collector();

        @Override
        public Map<String, String> start() {
            return Map.of("otel.exporter.otlp.endpoint", collector.endpoint(), "otel.bsp.schedule.delay", "50");
        }

        @Override
        public void inject(Object test) {
            if (test instanceof TracesTest traces) {
                traces.collector = collector;
            }
        }

        @Override
        public void stop() {
            collector.close();
        }
    }

    private final Pipeline pipeline = new Pipeline();

    Collector collector;

    @Inject
    ToyTraining toy;

    @Inject
    Dispatcher dispatcher;

    @Inject
    Journal journal;

    @Inject
    Placement placement;

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static Envelope traced(RunRef run, String traceparent) {
        Envelope built = built(run);
        return new Envelope(
                built.id(),
                built.source(),
                Instant.now(),
                built.attempt(),
                built.causationId(),
                built.correlationId(),
                Optional.of(traceparent),
                built.event());
    }

    /** Publishes what the stage begins with, in a trace of the run's own. */
    private String begun(RunRef run) {
        String trace = String.format("%032x", run.hashCode() & 0xffffffffL);
        pipeline.publish(traced(run, "00-" + trace + "-" + SENDER + "-01"));
        return trace;
    }

    private void give(String id, Command command) {
        pipeline.publish(Envelope.first(id, URI.create("/somebody"), Instant.now(), command));
    }

    private List<Told> spans(String trace, String name) {
        return collector.told().stream()
                .filter(span -> span.trace().equals(trace) && span.name().equals(name))
                .toList();
    }

    private Told only(String trace, String name) {
        return await().until(() -> spans(trace, name), found -> found.size() == 1)
                .getFirst();
    }

    private Told onlyAttempt(String trace, int attempt) {
        return await().until(
                        () -> spans(trace, ATTEMPT).stream()
                                .filter(span ->
                                        span.attribute("millrace.attempt").equals(Integer.toString(attempt)))
                                .toList(),
                        found -> found.size() == 1)
                .getFirst();
    }

    @Test
    void the_stages_span_follows_from_the_event_and_what_is_published_follows_from_it() {
        RunRef run = run("plain-trace", 1);

        String trace = begun(run);

        Told stage = only(trace, STAGE);
        assertThat(stage.parent()).contains(SENDER);
        assertThat(stage.service()).isEqualTo("toy-service");
        assertThat(stage.kind()).isEqualTo("CONSUMER");
        assertThat(stage.attributes())
                .containsEntry("millrace.run", run.run().value())
                .containsEntry("millrace.model", "plain-trace")
                .containsEntry("millrace.version", "v1")
                .containsEntry("millrace.stage", "train")
                .containsEntry("millrace.round", "0")
                .containsEntry("millrace.attempt", "1")
                .containsEntry("millrace.outcome", "succeeded");
        assertThat(only(trace, ANSWER).parent()).contains(stage.id());
        assertThat(only(trace, ATTEMPT).parent()).contains(stage.id());
        assertThat(only(trace, ATTEMPT).attribute("millrace.outcome")).isEqualTo("done");
    }

    @Test
    void the_event_that_is_published_names_the_span_that_tells_of_it() {
        RunRef run = run("named-trace", 1);

        String trace = begun(run);

        Told answer = only(trace, ANSWER);
        assertThat(pipeline.envelopes(Topic.MODEL_TRAINED))
                .filteredOn(envelope -> envelope.event().runRef().equals(Optional.of(run)))
                .singleElement()
                .satisfies(envelope -> {
                    assertThat(envelope.trace().traceId()).isEqualTo(trace);
                    assertThat(envelope.trace().spanId()).isEqualTo(answer.id());
                });
    }

    @Test
    void each_try_is_a_span_of_its_own_in_that_of_the_stage() {
        RunRef run = run("flaky-trace", 1);

        String trace = begun(run);

        Told stage = only(trace, STAGE);
        Told first = onlyAttempt(trace, 1);
        Told second = onlyAttempt(trace, 2);
        assertThat(first.failed()).isTrue();
        assertThat(first.attributes())
                .containsEntry("error.type", "workload-lost")
                .containsEntry("millrace.failure.kind", "transient")
                .containsEntry("millrace.outcome", "failed");
        assertThat(second.failed()).isFalse();
        assertThat(List.of(first, second))
                .allSatisfy(span -> assertThat(span.parent()).contains(stage.id()));
        assertThat(stage.failed()).isFalse();
        assertThat(stage.nanos()).isGreaterThan(first.nanos() + second.nanos());
    }

    @Test
    void a_run_that_ends_badly_says_why() {
        RunRef run = run("raises-trace", 1);

        String trace = begun(run);

        Told stage = only(trace, STAGE);
        assertThat(stage.failed()).isTrue();
        assertThat(stage.attributes())
                .containsEntry("error.type", "command-failed")
                .containsEntry("millrace.failure.kind", "user-error")
                .containsEntry("millrace.outcome", "failed");
        assertThat(only(trace, "alert.raised.v1").parent()).contains(stage.id());
        assertThat(only(trace, "run.ended.v1").parent()).contains(stage.id());
    }

    /** The last one: the consumer's own word on the partition does not count here any more afterwards. */
    @Test
    @Order(Integer.MAX_VALUE)
    void who_goes_on_after_a_crash_goes_on_with_the_trace() throws Exception {
        RunRef run = run("resumes", 1);
        int partition = placement.partitionOf(run.model());
        String trace = begun(run);
        await().until(() -> toy.attemptsOf(run).size() == 1);

        // What a worker does that starts where another one died: all that it knows is on the log.
        dispatcher.revoked(Set.of(partition)).get();
        dispatcher.assigned(journal.load(Set.of(partition)).get(), 0).get();

        Told stage = only(trace, STAGE);
        assertThat(toy.attemptsOf(run)).containsExactly(1, 1);
        assertThat(stage.parent()).contains(SENDER);
        assertThat(onlyAttempt(trace, 1).parent()).contains(stage.id());
        assertThat(only(trace, ANSWER).parent()).contains(stage.id());
    }

    @Test
    void another_round_is_another_span_of_the_same_trace() {
        RunRef run = run("second-round-trace", 1);
        String trace = begun(run);
        pipeline.first(Topic.RUN_ENDED, RunEnded.class, run.run());

        give("retry-traced", new RunRetry(run.run(), run.model(), Stage.TRAIN));

        List<Told> stages = await().until(() -> spans(trace, STAGE), found -> found.size() == 2);
        assertThat(stages).allSatisfy(span -> assertThat(span.parent()).contains(SENDER));
        assertThat(stages).extracting(span -> span.attribute("millrace.round")).containsExactly("0", "1");
        assertThat(stages.get(0).id()).isNotEqualTo(stages.get(1).id());
        assertThat(stages.get(1).attribute("millrace.command")).isEqualTo("retry-traced");
    }

    @Test
    void what_is_not_to_be_recorded_is_not_told() {
        RunRef quiet = run("unrecorded", 1);
        RunRef next = run("unrecorded", 2);

        pipeline.publish(traced(quiet, "00-" + TRACE + "-" + SENDER + "-00"));
        only(begun(next), STAGE);

        assertThat(collector.told()).noneMatch(span -> span.trace().equals(TRACE));
        assertThat(pipeline.envelopes(Topic.MODEL_TRAINED))
                .filteredOn(envelope -> envelope.event().runRef().equals(Optional.of(quiet)))
                .singleElement()
                .satisfies(envelope -> assertThat(envelope.traceparent().orElseThrow())
                        .startsWith("00-" + TRACE)
                        .endsWith("-00"));
    }

    @Test
    void a_broken_trace_context_costs_the_run_nothing() {
        RunRef run = run("broken-trace", 1);
        var record = pipeline.codec().encode(built(run));
        record.headers().remove("ce_traceparent").add("ce_traceparent", new byte[] {(byte) 0xff, '-', 0, '\n'});

        pipeline.write(record);

        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run());
        await().untilAsserted(() -> assertThat(collector.traceOf(run.run().value()))
                .filteredOn(span -> span.name().equals(STAGE))
                .hasSize(1));
    }
}
