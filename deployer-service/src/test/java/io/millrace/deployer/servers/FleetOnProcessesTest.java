package io.millrace.deployer.servers;

import static io.millrace.deployer.Versions.candidate;
import static io.millrace.deployer.Versions.run;
import static io.millrace.deployer.Versions.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.deployer.Configured;
import io.millrace.deployer.ToyServer;
import io.millrace.deployer.Versions;
import io.millrace.deployer.rollout.Trial;
import io.millrace.events.Candidate;
import io.millrace.events.Json;
import io.millrace.events.PipelineSpec;
import io.millrace.events.ServingChanged;
import io.millrace.workloads.folder.ArtifactFolder;
import io.millrace.workloads.process.ProcessWorkloads;
import io.millrace.workloads.testing.LocalHome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are real processes, and outlive the process that looks after them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class FleetOnProcessesTest {
    private static final LocalHome STACK = new LocalHome();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static Path home = Path.of("");

    @BeforeAll
    static void start() {
        home = Path.of(STACK.start().get("millrace.home"));
    }

    @AfterAll
    static void stop() {
        STACK.stop();
    }

    /** One life of the deployer. */
    private static final class Life implements AutoCloseable {
        final ProcessWorkloads workloads = new ProcessWorkloads(home, new ArtifactFolder(home));
        final FakeGateway gateway = new FakeGateway();
        final Fleet fleet = new Fleet(
                new FakeServingLog(),
                workloads,
                gateway,
                new FakeOutages(),
                Configured.with(Map.of()),
                new SimpleMeterRegistry(),
                Clock.systemUTC());

        String keepUp(ServingChanged version) {
            fleet.keepUp(version);
            await().atMost(PATIENCE).until(() -> !gateway.told().isEmpty());
            return gateway.told().getFirst();
        }

        @Override
        public void close() {
            fleet.stop();
            workloads.close();
        }
    }

    private static ServingChanged version(int n, String behaviour) {
        var deploy = new PipelineSpec.Deploy(
                List.of("python3", "serve.py"),
                Map.of("BEHAVIOUR", behaviour),
                PipelineSpec.Resources.ANY,
                "/healthz",
                Duration.ofSeconds(20),
                false,
                false);
        Candidate built = candidate(Optional.of(deploy), Optional.of(ToyServer.imageIn(home)));
        return new ServingChanged(
                run(n),
                n,
                workload(n),
                new Candidate(built.spec(), built.image(), Optional.empty(), built.metrics()),
                Map.of(),
                Optional.empty(),
                Versions.ENDPOINT,
                Optional.empty());
    }

    /** As it comes back from the log. */
    private static ServingChanged read(ServingChanged version) throws JsonProcessingException {
        return Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(version), ServingChanged.class);
    }

    @Test
    void a_server_is_found_again_by_the_next_process() throws Exception {
        ServingChanged version = version(1, "good");
        String up;
        try (var first = new Life()) {
            up = first.keepUp(version);
        }

        try (var second = new Life()) {
            assertThat(second.keepUp(read(version))).isEqualTo(up).startsWith("up 1 http://127.0.0.1:");
        }
    }

    @Test
    void a_server_that_went_down_with_the_whole_stack_is_started_again() throws Exception {
        ServingChanged version = version(2, "good");
        try (var first = new Life()) {
            first.keepUp(version);
        }
        try (var stack = new Life()) {
            stack.workloads.stopAll();
        }

        try (var second = new Life()) {
            second.fleet.keepUp(read(version));

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(second.gateway.told().getLast()).startsWith("up 2 "));
        }
    }

    @Test
    void a_server_that_was_tried_out_before_a_crash_is_fit_again() throws Exception {
        ServingChanged version = version(3, "good");
        Trial before;
        try (var first = new Life()) {
            before = first.fleet.tryOut(version);
        }

        try (var second = new Life()) {
            assertThat(second.fleet.tryOut(version)).isEqualTo(before).isInstanceOf(Trial.Fit.class);
        }
    }

    @Test
    void a_server_that_crashes_is_unfit_and_leaves_nothing() throws Exception {
        try (var life = new Life()) {
            Trial trial = life.fleet.tryOut(version(4, "crash"));

            assertThat(trial).isInstanceOfSatisfying(Trial.Unfit.class, unfit -> assertThat(
                            unfit.why().summary())
                    .contains("ended with exit code 1; its last line: ValueError: no model in the input folder"));
            assertThat(home.resolve("workloads").resolve(workload(4))).doesNotExist();
        }
    }

    @Test
    void retiring_stops_the_process_and_removes_its_folder() throws Exception {
        try (var life = new Life()) {
            life.keepUp(version(5, "good"));

            life.fleet.retire(workload(5), Duration.ZERO);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(home.resolve("workloads").resolve(workload(5)))
                            .doesNotExist());
        }
    }
}
