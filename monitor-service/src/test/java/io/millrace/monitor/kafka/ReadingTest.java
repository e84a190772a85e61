package io.millrace.monitor.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Topic;
import io.millrace.monitor.Stages;
import io.millrace.monitor.view.Answers;
import io.millrace.monitor.view.Bounds;
import io.millrace.monitor.view.Bulletin;
import io.millrace.monitor.view.Change;
import io.millrace.monitor.view.Lookup;
import io.millrace.monitor.view.Run;
import io.millrace.monitor.view.Trip;
import io.millrace.monitor.view.View;
import io.millrace.worker.Topics;
import io.millrace.worker.WorkerConfig;
import io.millrace.worker.access.Access;
import io.millrace.worker.testing.FreePort;
import io.millrace.worker.trace.Spans;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReadingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RUNS = 100;
    private static final Trip TRIP = Trip.of("digits", 1);

    @TempDir
    Path folder;

    private final int port = FreePort.find();
    private final int controllerPort = FreePort.find();
    private final String servers = "localhost:" + port;
    private final View view = new View(new Bounds(RUNS, 100, 100));
    private final ReadingState state = new ReadingState(new SimpleMeterRegistry());
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final Reading reading = reading();
    private EmbeddedKafkaBroker broker;

    private Reading reading() {
        WorkerConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of("millrace.stage", "monitor", "quarkus.application.name", "monitor"), "test", 100))
                .withMapping(WorkerConfig.class)
                .addDefaultInterceptors()
                .build()
                .getConfigMapping(WorkerConfig.class);
        var intake = new Intake(
                view, new SeenEnds(Spans.NOWHERE), new Bulletin(1), new Answers(), config, new SimpleMeterRegistry());
        return new Reading(Map.of("bootstrap.servers", servers), config, intake, changes::add, state, Access.open());
    }

    private EmbeddedKafkaBroker broker() {
        return new EmbeddedKafkaBroker()
                .withKafkaPort(port)
                .withControllerPort(controllerPort)
                .withClusterId("4L6g3nShT-eMCtK--X86sw")
                .withDeleteLogDirsOnClose(false)
                .withAdditionalProperties(settings -> {
                    settings.put("log.dir", folder.toString());
                    settings.put("auto.create.topics.enable", "false");
                    // One that comes back has to wait until its former self is given up.
                    settings.put("broker.session.timeout.ms", "1000");
                    settings.put("broker.heartbeat.interval.ms", "100");
                })
                .start();
    }

    @BeforeEach
    void start() throws ExecutionException, InterruptedException {
        broker = broker();
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(Topics.bundled().all(Topic.DEFAULT_PREFIX)).all().get();
        }
    }

    @AfterEach
    void stop() {
        reading.stop(new ShutdownEvent());
        broker.close();
    }

    private Optional<Run> run() {
        return view.find(TRIP.id().value()) instanceof Lookup.One(var found)
                ? Optional.of(found.run())
                : Optional.empty();
    }

    @Test
    void what_was_there_before_is_read_but_not_told_as_news() {
        try (var stages = new Stages(servers)) {
            stages.publish(TRIP.registered(0), TRIP.built(1));

            reading.start(new StartupEvent());
            await().atMost(PATIENCE).until(state::isCaughtUp);
            assertThat(run().orElseThrow().stage()).isEqualTo(Stage.BUILD);
            assertThat(changes).isEmpty();

            stages.publish(TRIP.ended(Result.FAILED, Stage.TRAIN, 2));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(changes).hasSize(1));
        }
    }

    @Test
    void it_is_not_behind_any_more_once_it_has_caught_up() {
        try (var stages = new Stages(servers)) {
            stages.publish(TRIP.registered(0), TRIP.built(1));
        }

        reading.start(new StartupEvent());
        await().atMost(PATIENCE).until(state::isCaughtUp);

        assertThat(state.lag()).isZero();
    }

    @Test
    void of_a_log_with_more_runs_than_are_remembered_it_knows_the_latest_in_full() {
        try (var stages = new Stages(servers)) {
            for (int n = 1; n <= RUNS + 50; n++) {
                Trip trip = Trip.of("many", n);
                stages.publish(
                        trip.registered(10 * n),
                        trip.built(10 * n + 1),
                        trip.ended(Result.FAILED, Stage.TRAIN, 10 * n + 2));
            }

            Trip dropped = Trip.of("many", 1);
            stages.publish(dropped.progress(Stage.TRAIN, State.RUNNING, 1, 10_000));

            reading.start(new StartupEvent());
            await().atMost(PATIENCE).until(state::isCaughtUp);

            assertThat(view.runs(run -> true, 1_000)).hasSize(RUNS).allSatisfy(it -> {
                assertThat(it.run().hasEnded()).isTrue();
                assertThat(it.run().stages()).isNotEmpty();
            });
            assertThat(view.find(Trip.of("many", 50).id().value())).isInstanceOf(Lookup.None.class);
            assertThat(view.find(Trip.of("many", 51).id().value())).isInstanceOf(Lookup.One.class);
        }
    }

    @Test
    void it_goes_on_after_the_broker_was_away() {
        reading.start(new StartupEvent());
        await().atMost(PATIENCE).until(state::isCaughtUp);
        try (var stages = new Stages(servers)) {
            stages.publish(TRIP.registered(0));
            await().atMost(PATIENCE).until(() -> run().isPresent());
        }

        broker.close();
        broker = broker();

        try (var stages = new Stages(servers)) {
            stages.publish(TRIP.ended(Result.FAILED, Stage.TRAIN, 2));
        }
        await().atMost(PATIENCE).until(() -> run().orElseThrow().hasEnded());
        assertThat(state.isAlive()).isTrue();
    }

    @Test
    void it_stops_when_it_is_told_to_even_without_a_broker() {
        reading.start(new StartupEvent());
        await().atMost(PATIENCE).until(state::isCaughtUp);
        broker.close();

        reading.stop(new ShutdownEvent());

        assertThat(state.isAlive()).isFalse();
    }
}
