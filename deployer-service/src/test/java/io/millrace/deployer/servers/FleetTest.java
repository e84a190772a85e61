package io.millrace.deployer.servers;

import static io.millrace.deployer.Versions.DEPLOY;
import static io.millrace.deployer.Versions.candidate;
import static io.millrace.deployer.Versions.serving;
import static io.millrace.deployer.Versions.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.deployer.Configured;
import io.millrace.deployer.rollout.Trial;
import io.millrace.events.Failure;
import io.millrace.events.PipelineSpec;
import io.millrace.events.ServingChanged;
import io.millrace.worker.NeighbourUnavailable;
import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadRefused;
import io.millrace.workloads.WorkloadsUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class FleetTest {
    static final URI SOMEWHERE = URI.create("http://127.0.0.1:1");
    static final URI ELSEWHERE = URI.create("http://127.0.0.1:2");

    final FakeWorkloads workloads = new FakeWorkloads();
    final FakeGateway gateway = new FakeGateway();
    final FakeOutages outages = new FakeOutages();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final FakeServingLog log = new FakeServingLog();
    final Fleet fleet = new Fleet(
            log,
            workloads,
            gateway,
            outages,
            Configured.with(Map.of("deployer.restart.first-delay", "PT0.01S", "deployer.restart.max-delay", "PT0.2S")),
            registry,
            Clock.systemUTC());

    @AfterEach
    void stop() {
        fleet.stop();
    }

    private void awaitTold(String... told) {
        await().untilAsserted(() -> assertThat(gateway.told()).containsExactly(told));
    }

    @Nested
    class A_candidate {
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        HttpServer server;

        @BeforeEach
        void serve() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.start();
        }

        @AfterEach
        void stop() {
            server.stop(0);
            thread.shutdownNow();
        }

        private void health(int status) {
            server.createContext("/healthz", exchange -> {
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
        }

        private URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        private Future<Trial> tryOut() {
            Future<Trial> trial = thread.submit(() -> fleet.tryOut(serving(1)));
            await().until(() -> workloads.starts(workload(1)) == 1);
            return trial;
        }

        @Test
        void that_answers_is_fit() throws Exception {
            health(204);
            Future<Trial> trial = tryOut();

            workloads.ready(workload(1), address());

            assertThat(trial.get()).isEqualTo(new Trial.Fit(address()));
            assertThat(gateway.told()).isEmpty();
        }

        @Test
        void that_runs_already_is_adopted() throws Exception {
            health(200);
            workloads.submit(ServerWorkload.of(serving(1)));
            workloads.ready(workload(1), address());

            assertThat(tryOut().get()).isEqualTo(new Trial.Fit(address()));
            assertThat(workloads.starts(workload(1))).isEqualTo(1);
        }

        @Test
        void that_ends_before_it_answers_is_unfit_and_nothing_of_it_is_left() throws Exception {
            Future<Trial> trial = tryOut();

            workloads.end(workload(1), new WorkloadEnd.ExitedNonZero(1));

            assertThat(trial.get()).isInstanceOfSatisfying(Trial.Unfit.class, unfit -> {
                assertThat(unfit.why().code()).isEqualTo("command-failed");
                assertThat(unfit.why().summary())
                        .isEqualTo("serving 'python3 serve.py' ended with exit code 1;"
                                + " its last line: ValueError: no model");
                assertThat(unfit.why().evidence()).hasValue("Traceback\nValueError: no model");
            });
            assertThat(workloads.exists(workload(1))).isFalse();
        }

        @Test
        void that_ends_with_success_is_unfit_too() throws Exception {
            Future<Trial> trial = tryOut();

            workloads.end(
                    workload(1),
                    new WorkloadEnd.Succeeded(
                            serving(1).candidate().artifact().orElseThrow(), java.util.Optional.empty()));

            assertThat(trial.get()).isInstanceOfSatisfying(Trial.Unfit.class, unfit -> assertThat(
                            unfit.why().code())
                    .isEqualTo("server-ended"));
        }

        @Test
        void that_was_well_once_and_ended_since_is_unfit() throws Exception {
            workloads.submit(ServerWorkload.of(serving(1)));
            workloads.ready(workload(1), SOMEWHERE);
            workloads.end(workload(1), new WorkloadEnd.Lost());

            assertThat(tryOut().get()).isInstanceOfSatisfying(Trial.Unfit.class, unfit -> assertThat(
                            unfit.why().code())
                    .isEqualTo("workload-lost"));
        }

        @Test
        void that_was_well_once_and_is_not_again_within_its_time_to_start_is_unfit() throws Exception {
            health(500);
            Future<Trial> trial = thread.submit(() -> fleet.tryOut(impatient(serving(1))));
            await().until(() -> workloads.starts(workload(1)) == 1);

            workloads.ready(workload(1), address());

            assertThat(trial.get()).isInstanceOfSatisfying(Trial.Unfit.class, unfit -> assertThat(
                            unfit.why().summary())
                    .contains("well at first, then status 500"));
            assertThat(workloads.exists(workload(1))).isFalse();
        }

        @Test
        void that_does_not_answer_for_a_moment_is_fit_once_it_does() throws Exception {
            var asked = new AtomicInteger();
            server.createContext("/healthz", exchange -> {
                exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
                exchange.close();
            });
            Future<Trial> trial = tryOut();

            workloads.ready(workload(1), address());

            assertThat(trial.get()).isEqualTo(new Trial.Fit(address()));
        }

        @Test
        void that_was_lost_is_not_the_authors_fault_however_late_that_is_reported() throws Exception {
            var asked = new AtomicInteger();
            server.createContext("/healthz", exchange -> {
                asked.incrementAndGet();
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
            });
            Future<Trial> trial = tryOut();
            workloads.ready(workload(1), address());
            // For longer than a runtime that is not busy takes to notice.
            await().atMost(Duration.ofSeconds(15)).until(() -> asked.get() > 14);

            workloads.end(workload(1), new WorkloadEnd.Lost());

            assertThat(trial.get()).isInstanceOfSatisfying(Trial.Unfit.class, unfit -> assertThat(
                            unfit.why().code())
                    .isEqualTo("workload-lost"));
        }

        /** With a second to start. */
        private static ServingChanged impatient(ServingChanged version) {
            var deploy = new PipelineSpec.Deploy(
                    DEPLOY.command(),
                    DEPLOY.env(),
                    DEPLOY.resources(),
                    DEPLOY.health(),
                    Duration.ofSeconds(1),
                    false,
                    false);
            return new ServingChanged(
                    version.run(),
                    version.generation(),
                    version.workload(),
                    candidate(Optional.of(deploy), version.candidate().image()),
                    version.slices(),
                    version.dataDigest(),
                    version.endpoint(),
                    version.previous());
        }

        @Test
        void that_can_never_run_here_is_unfit() throws Exception {
            var never = Failure.userError("no-gpu", "there is no GPU here", "ask for none");
            workloads.failWith(new WorkloadRefused(never));

            assertThat(fleet.tryOut(serving(1))).isEqualTo(new Trial.Unfit(never));
        }

        @Test
        void is_tried_again_later_when_the_runtime_is_away() {
            workloads.failWith(
                    new WorkloadsUnavailable(Failure.transientFailure("runtime-away", "it is away", "wait")));

            assertThatThrownBy(() -> fleet.tryOut(serving(1))).isInstanceOf(NeighbourUnavailable.class);
        }

        @Test
        void goes_on_when_this_process_stops() {
            Future<Trial> trial = tryOut();

            trial.cancel(true);
            thread.close();

            assertThat(workloads.isRunning(workload(1))).isTrue();
        }
    }

    @Nested
    class A_version_that_is_kept_up {
        @BeforeEach
        void keepUp() {
            fleet.keepUp(serving(1));
            awaitStart(1);
            workloads.ready(workload(1), SOMEWHERE);
        }

        private void awaitStart(int nth) {
            await().until(() -> workloads.starts(workload(1)) == nth && workloads.isRunning(workload(1)));
        }

        @Test
        void gets_the_requests_once_it_answers() {
            awaitTold("up 1 " + SOMEWHERE);
        }

        @Test
        void is_started_once_however_often_that_is_asked_for() {
            fleet.keepUp(serving(1));

            awaitTold("up 1 " + SOMEWHERE);
            assertThat(workloads.starts(workload(1))).isEqualTo(1);
        }

        @Test
        void is_started_again_under_its_name_when_it_ends() {
            awaitTold("up 1 " + SOMEWHERE);

            workloads.end(workload(1), new WorkloadEnd.Killed(9));
            awaitStart(2);
            workloads.ready(workload(1), ELSEWHERE);

            awaitTold("up 1 " + SOMEWHERE, "down 1", "up 1 " + ELSEWHERE);
            assertThat(registry.get("millrace.serving.restarts").counter().count())
                    .isEqualTo(1);
        }

        @Test
        void is_started_again_as_often_as_it_ends() {
            for (int start = 2; start <= 5; start++) {
                workloads.end(workload(1), new WorkloadEnd.ExitedNonZero(1));
                awaitStart(start);
            }
        }

        @Test
        void is_an_outage_when_it_ends_for_the_third_time_in_a_row() {
            for (int start = 2; start <= 4; start++) {
                workloads.end(workload(1), new WorkloadEnd.ExitedNonZero(1));
                awaitStart(start);
            }

            assertThat(outages.told()).containsExactly("began 1 command-failed");
        }

        @Test
        void is_no_outage_any_more_once_it_has_answered_for_long() {
            for (int start = 2; start <= 4; start++) {
                workloads.end(workload(1), new WorkloadEnd.ExitedNonZero(1));
                awaitStart(start);
            }

            workloads.ready(workload(1), ELSEWHERE);

            await().untilAsserted(
                            () -> assertThat(outages.told()).containsExactly("began 1 command-failed", "ended 1"));
        }

        @Test
        void is_started_again_when_the_runtime_was_away_meanwhile() {
            workloads.failWith(
                    new WorkloadsUnavailable(Failure.transientFailure("runtime-away", "it is away", "wait")));
            workloads.end(workload(1), new WorkloadEnd.Lost());
            await().until(() -> gateway.told().contains("down 1"));

            workloads.failWith(null);

            awaitStart(2);
        }

        @Test
        void is_drained_then_stopped_then_concluded_when_it_is_retired() {
            gateway.requestsUnderWay = new CountDownLatch(1);
            awaitTold("up 1 " + SOMEWHERE);

            fleet.retire(workload(1), Duration.ZERO);

            awaitTold("up 1 " + SOMEWHERE, "drain " + workload(1));
            assertThat(workloads.isRunning(workload(1))).isTrue();
            gateway.requestsUnderWay.countDown();
            await().untilAsserted(() ->
                    assertThat(workloads.calls()).containsExactly("cancel " + workload(1), "conclude " + workload(1)));
        }

        @Test
        void does_not_come_back_after_it_was_retired() {
            fleet.retire(workload(1), Duration.ZERO);
            await().until(() -> !workloads.exists(workload(1)));

            fleet.keepUp(serving(1));

            await().during(Duration.ofMillis(100)).until(() -> !workloads.exists(workload(1)));
        }

        @Test
        void is_not_called_well_by_who_let_go_of_it() {
            awaitTold("up 1 " + SOMEWHERE);

            fleet.stop();

            await().during(Duration.ofMillis(400))
                    .untilAsserted(() -> assertThat(outages.told()).isEmpty());
        }

        @Test
        void runs_on_when_this_process_stops() {
            fleet.stop();

            assertThat(workloads.isRunning(workload(1))).isTrue();
        }
    }

    @Nested
    class A_version_of_another_replica {
        @BeforeEach
        void runThere() {
            workloads.submit(ServerWorkload.of(serving(1)));
            workloads.ready(workload(1), SOMEWHERE);
            fleet.watch(serving(1));
            await().until(() -> gateway.told().contains("up 1 " + SOMEWHERE));
        }

        @Test
        void is_found_again_when_it_was_started_again_there() {
            workloads.end(workload(1), new WorkloadEnd.Killed(9));
            workloads.remove(workload(1));
            await().until(() -> gateway.told().contains("down 1"));
            assertThat(workloads.starts(workload(1))).isEqualTo(1);

            workloads.submit(ServerWorkload.of(serving(1)));
            workloads.ready(workload(1), ELSEWHERE);

            await().until(() -> gateway.told().contains("up 1 " + ELSEWHERE));
        }

        @Test
        void is_kept_up_once_it_is_ours() {
            fleet.keepUp(serving(1));
            await().until(() -> gateway.told().size() == 2);

            workloads.end(workload(1), new WorkloadEnd.Killed(9));

            await().until(() -> workloads.starts(workload(1)) == 2 && workloads.isRunning(workload(1)));
        }

        @Test
        void runs_on_and_is_not_started_again_once_it_is_not_ours_any_more() {
            fleet.keepUp(serving(1));
            await().until(() -> gateway.told().size() == 2);

            fleet.watch(serving(1));

            await().until(() -> gateway.told().size() == 3);
            assertThat(workloads.isRunning(workload(1))).isTrue();
            workloads.end(workload(1), new WorkloadEnd.Killed(9));
            await().during(Duration.ofMillis(300)).until(() -> workloads.starts(workload(1)) == 1);
        }

        @Test
        void is_let_go_when_it_was_replaced_there() {
            workloads.submit(ServerWorkload.of(serving(2)));
            workloads.ready(workload(2), ELSEWHERE);

            fleet.watch(serving(2));
            awaitTold("up 1 " + SOMEWHERE, "up 2 " + ELSEWHERE);
            workloads.cancel(workload(1));

            await().untilAsserted(() ->
                    assertThat(gateway.told()).containsExactly("up 1 " + SOMEWHERE, "up 2 " + ELSEWHERE, "down 1"));
        }
    }

    @Test
    void a_server_that_was_replaced_while_this_process_was_paused_does_not_come_back() {
        fleet.keepUp(serving(1));
        await().until(() -> workloads.starts(workload(1)) == 1);
        log.serves = Optional.of(serving(2));

        workloads.cancel(workload(1));

        await().until(() -> !workloads.exists(workload(1)));
        await().during(Duration.ofMillis(300)).until(() -> workloads.starts(workload(1)) == 1);
    }

    @Test
    void a_server_that_is_retired_goes_on_as_long_as_others_may_send_requests_to_it() {
        workloads.submit(ServerWorkload.of(serving(1)));

        fleet.retire(workload(1), Duration.ofMinutes(10));

        await().until(() -> gateway.told().contains("drain " + workload(1)));
        await().during(Duration.ofMillis(200)).until(() -> workloads.isRunning(workload(1)));
    }

    @Test
    void what_a_process_before_this_one_left_running_can_be_retired() {
        workloads.submit(ServerWorkload.of(serving(1)));

        fleet.retire(workload(1), Duration.ZERO);

        await().until(() -> !workloads.exists(workload(1)));
        await().until(() -> fleet.isRetired(workload(1)));
    }

    @Test
    void a_server_is_not_retired_before_nothing_is_left_of_it() {
        workloads.submit(ServerWorkload.of(serving(1)));

        fleet.retire(workload(1), Duration.ofMinutes(10));

        await().until(() -> gateway.told().contains("drain " + workload(1)));
        assertThat(fleet.isRetired(workload(1))).isFalse();
    }
}
