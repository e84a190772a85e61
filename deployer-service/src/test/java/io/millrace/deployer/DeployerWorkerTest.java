package io.millrace.deployer;

import static io.millrace.deployer.Versions.DEPLOY;
import static io.millrace.deployer.Versions.DIGITS;
import static io.millrace.deployer.Versions.ENDPOINT;
import static io.millrace.deployer.Versions.IMAGE;
import static io.millrace.deployer.Versions.candidate;
import static io.millrace.deployer.Versions.ended;
import static io.millrace.deployer.Versions.judged;
import static io.millrace.deployer.Versions.nextRound;
import static io.millrace.deployer.Versions.passed;
import static io.millrace.deployer.Versions.removal;
import static io.millrace.deployer.Versions.rollback;
import static io.millrace.deployer.Versions.run;
import static io.millrace.deployer.Versions.serving;
import static io.millrace.deployer.Versions.task;
import static io.millrace.deployer.Versions.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Servers;
import io.millrace.deployer.rollout.ServingLog;
import io.millrace.deployer.rollout.Trial;
import io.millrace.events.Decision;
import io.millrace.events.Failure;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineSpec.Deploy;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import io.millrace.events.StageStatus;
import io.millrace.events.Verdict;
import io.millrace.worker.Outcome;
import io.millrace.worker.PartitionsChanged;
import io.millrace.worker.Plan;
import io.millrace.worker.Reporter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DeployerWorkerTest {
    static final URI ADDRESS = URI.create("http://127.0.0.1:5000");
    static final Failure SICK = Failure.userError("server-unhealthy", "it is sick", "heal it");

    final Neighbours neighbours = new Neighbours();
    final DeployerConfig config = Configured.with(Map.of("deployer.retries", "3"));
    final Upkeep upkeep = new Upkeep(neighbours, neighbours, unused -> CompletableFuture.completedFuture(null), config);
    final DeployerWorker worker = new DeployerWorker(neighbours, neighbours, neighbours, upkeep, config);

    @BeforeEach
    void holdAllPartitions() {
        upkeep.on(new PartitionsChanged(Set.of(0), 1, model -> 0));
    }

    /** The log, the servers and the gateway; writes down in which order they are asked for what. */
    static final class Neighbours implements ServingLog, Servers, Gateway, Reporter {
        final List<String> asked = new ArrayList<>();
        Optional<ServingEvent> serves = Optional.empty();
        boolean mayCommit = true;
        Trial trial = new Trial.Fit(ADDRESS);
        Runnable duringTrial = () -> {};
        Duration leftToOthers = Duration.ZERO;

        @Override
        public Optional<ServingEvent> latest(ModelName model) {
            return serves;
        }

        @Override
        public Trial tryOut(ServingChanged version) {
            asked.add("try out " + version.workload());
            duringTrial.run();
            return trial;
        }

        @Override
        public void keepUp(ServingChanged version) {
            asked.add("keep up " + version.workload());
        }

        @Override
        public void watch(ServingChanged version) {
            asked.add("watch " + version.workload());
        }

        @Override
        public void retire(String workload, Duration others) {
            asked.add("retire " + workload);
            leftToOthers = others;
        }

        /** What was to be stopped was stopped at once. */
        @Override
        public boolean isRetired(String workload) {
            return true;
        }

        @Override
        public void discard(String workload) {
            asked.add("discard " + workload);
        }

        @Override
        public void comingUp(ServingChanged version) {
            asked.add("coming up " + version.workload());
        }

        @Override
        public void up(ServingChanged version, URI address) {
            asked.add("up " + version.generation() + " at " + address);
        }

        @Override
        public void down(ServingChanged version) {
            asked.add("down " + version.generation());
        }

        @Override
        public void gone(ServingEnded end) {
            asked.add("gone " + end.workload());
        }

        @Override
        public void complete() {
            asked.add("complete");
        }

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public int drain(String workload, Duration atMost) {
            throw new AssertionError("draining is the servers' to ask for");
        }

        @Override
        public boolean commit() {
            return mayCommit;
        }

        @Override
        public void message(String text) {}

        @Override
        public void metric(String name, double value, Optional<Long> step) {}
    }

    private static Outcome skipped(int n, ModelEvaluated evaluated, Result result) {
        var event = new ModelDeployed(
                run(n), StageStatus.SKIPPED, evaluated.candidate(), Optional.empty(), Optional.empty());
        return Outcome.ends(StageStatus.SKIPPED, List.of(event), result);
    }

    @Nested
    class The_plan {
        private Plan plan(Verdict verdict, Optional<Deploy> deploy) {
            return worker.plan(judged(run(1), verdict, candidate(deploy, Optional.of(IMAGE))), run(1));
        }

        @Test
        void for_a_candidate_that_passed_is_work() {
            assertThat(plan(Verdict.PASSED, Optional.of(DEPLOY))).isEqualTo(new Plan.Work(3));
        }

        @ParameterizedTest
        @EnumSource(
                value = Verdict.class,
                mode = EnumSource.Mode.EXCLUDE,
                names = {"PASSED"})
        void for_one_that_did_not_is_nothing(Verdict verdict) {
            assertThat(plan(verdict, Optional.of(DEPLOY))).isEqualTo(new Plan.Pass());
        }

        @Test
        void for_one_that_did_not_and_asks_for_no_deployment_is_nothing_either() {
            assertThat(plan(Verdict.FAILED, Optional.empty())).isEqualTo(new Plan.Pass());
        }

        @Test
        void for_one_that_asks_for_no_deployment_is_the_end_of_the_run() {
            var evaluated = judged(run(1), Verdict.PASSED, candidate(Optional.empty(), Optional.of(IMAGE)));

            assertThat(worker.plan(evaluated, run(1)))
                    .isEqualTo(new Plan.Answer(skipped(1, evaluated, Result.FINISHED)));
        }

        @Test
        void for_anything_else_is_nothing() {
            assertThat(worker.plan(serving(1), run(1))).isEqualTo(new Plan.Pass());
        }
    }

    @Nested
    class A_candidate {
        private Outcome perform(int n) throws InterruptedException {
            return worker.perform(task(passed(n)), neighbours);
        }

        private Outcome deployed(int n) {
            var event = new ModelDeployed(
                    run(n), StageStatus.DONE, passed(n).candidate(), Optional.of((long) n), Optional.of(ENDPOINT));
            return Outcome.ends(StageStatus.DONE, List.of(event, serving(n)), RunEnded.Result.DEPLOYED);
        }

        @Test
        void that_is_fit_takes_over() throws InterruptedException {
            assertThat(perform(1)).isEqualTo(deployed(1));
            assertThat(neighbours.asked)
                    .containsExactly("try out " + workload(1), "up 1 at " + ADDRESS, "keep up " + workload(1));
        }

        @Test
        void that_is_fit_is_left_to_the_replica_that_has_the_model_by_now() throws InterruptedException {
            neighbours.duringTrial = () -> upkeep.on(new PartitionsChanged(Set.of(), 1, model -> 0));

            perform(1);

            assertThat(neighbours.asked).contains("watch " + workload(1)).doesNotContain("keep up " + workload(1));
        }

        @Test
        void that_is_fit_leaves_the_version_before_it_running() throws InterruptedException {
            neighbours.serves = Optional.of(serving(1));

            assertThat(perform(2)).isEqualTo(deployed(2));
            assertThat(neighbours.asked).doesNotContain("retire " + workload(1));
        }

        @Test
        void that_took_over_before_a_crash_gives_the_same_answer_again() throws InterruptedException {
            neighbours.serves = Optional.of(serving(2));

            assertThat(perform(2)).isEqualTo(deployed(2));
        }

        @Test
        void that_is_unfit_gets_no_traffic() throws InterruptedException {
            neighbours.serves = Optional.of(serving(1));
            neighbours.trial = new Trial.Unfit(SICK);

            assertThat(perform(2)).isEqualTo(new Outcome.Failed(SICK));
            assertThat(neighbours.asked).containsExactly("try out " + workload(2));
        }

        @Test
        void that_is_older_than_what_serves_is_not_started() throws InterruptedException {
            neighbours.serves = Optional.of(serving(2));

            assertThat(perform(1)).isEqualTo(skipped(1, passed(1), Result.SUPERSEDED));
            assertThat(neighbours.asked).isEmpty();
        }

        @Test
        void that_is_overtaken_while_it_comes_up_is_discarded() throws InterruptedException {
            neighbours.duringTrial = () -> neighbours.serves = Optional.of(serving(2));

            assertThat(perform(1)).isEqualTo(skipped(1, passed(1), Result.SUPERSEDED));
            assertThat(neighbours.asked).containsExactly("try out " + workload(1), "discard " + workload(1));
        }

        @Test
        void without_an_image_is_the_authors_mistake() throws InterruptedException {
            var evaluated = judged(run(1), Verdict.PASSED, candidate(Optional.of(DEPLOY), Optional.empty()));

            assertThat(worker.perform(task(evaluated), neighbours))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().code()).isEqualTo("no-image"));
        }
    }

    @Nested
    class A_version_that_is_wanted_back {
        private final RunRef again = nextRound(run(1));
        private final String server = "deploy-" + run(1).run() + "-1-1";

        private Outcome perform() throws InterruptedException {
            return worker.perform(task(passed(1), rollback(1)), neighbours);
        }

        private ServingChanged serving() {
            ServingChanged first = Versions.serving(1);
            return new ServingChanged(
                    again,
                    3,
                    server,
                    first.candidate(),
                    first.slices(),
                    first.dataDigest(),
                    ENDPOINT,
                    Optional.of(2L),
                    Optional.of(workload(2)),
                    Optional.of(run(2).sequence()),
                    Optional.of(new Decision("go-back", Optional.of("slow"))),
                    Optional.empty());
        }

        @Test
        void serves_again_although_a_later_one_serves() throws InterruptedException {
            neighbours.serves = Optional.of(Versions.serving(2));

            Outcome outcome = perform();

            assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answered -> assertThat(answered.events())
                    .contains(serving()));
            assertThat(neighbours.asked)
                    .containsExactly("try out " + server, "up 3 at " + ADDRESS, "keep up " + server);
        }

        @Test
        void gets_no_traffic_when_its_server_is_not_well_any_more() throws InterruptedException {
            neighbours.serves = Optional.of(Versions.serving(2));
            neighbours.trial = new Trial.Unfit(SICK);

            assertThat(perform()).isEqualTo(new Outcome.Failed(SICK));
            assertThat(neighbours.asked).containsExactly("try out " + server);
        }

        @Test
        void gives_the_same_answer_again_after_a_crash() throws InterruptedException {
            neighbours.serves = Optional.of(serving());

            assertThat(perform())
                    .isInstanceOfSatisfying(Outcome.Answered.class, answered -> assertThat(answered.events())
                            .contains(serving()));
        }

        @Test
        void serves_after_nothing_did() throws InterruptedException {
            neighbours.serves = Optional.of(ended(2));

            assertThat(perform()).isInstanceOfSatisfying(Outcome.Answered.class, answered -> assertThat(
                            answered.ending().orElseThrow().result())
                    .isEqualTo(Result.DEPLOYED));
        }

        @Test
        void is_not_overtaken_by_versions_from_before_what_it_replaced() throws InterruptedException {
            var between = new RunRef(run(2).run(), 0, DIGITS, run(2).version(), new Sequence(0, 2));
            neighbours.serves = Optional.of(new ServingChanged(
                    again,
                    4,
                    server,
                    passed(1).candidate(),
                    Map.of(),
                    Optional.empty(),
                    ENDPOINT,
                    Optional.of(3L),
                    Optional.of(workload(3)),
                    Optional.of(run(3).sequence()),
                    Optional.empty(),
                    Optional.empty()));

            assertThat(worker.perform(
                            task(judged(between, Verdict.PASSED, passed(2).candidate())), neighbours))
                    .isEqualTo(skipped(2, passed(2), Result.SUPERSEDED));
        }
    }

    @Nested
    class A_version_that_is_wanted_no_more {
        private Outcome perform(int n) throws InterruptedException {
            return worker.perform(task(passed(n), removal(n)), neighbours);
        }

        @Test
        void serves_until_the_log_says_that_it_does_not() throws InterruptedException {
            neighbours.serves = Optional.of(serving(2));

            assertThat(perform(2))
                    .isEqualTo(Outcome.ends(StageStatus.DONE, List.of(ended(2)), RunEnded.Result.REMOVED));
            assertThat(neighbours.asked).isEmpty();
        }

        @Test
        void gives_the_same_answer_again_after_a_crash() throws InterruptedException {
            neighbours.serves = Optional.of(ended(2));

            assertThat(perform(2))
                    .isEqualTo(Outcome.ends(StageStatus.DONE, List.of(ended(2)), RunEnded.Result.REMOVED));
        }

        @Test
        void is_not_what_serves_by_now_and_so_nothing_is_done() throws InterruptedException {
            neighbours.serves = Optional.of(serving(2));

            assertThat(perform(1)).isEqualTo(Outcome.ends(StageStatus.SKIPPED, List.of(), Result.SUPERSEDED));
        }

        @Test
        void goes_on_serving_when_the_command_was_cancelled() {
            neighbours.serves = Optional.of(serving(2));
            neighbours.mayCommit = false;

            assertThatThrownBy(() -> perform(2)).isInstanceOf(InterruptedException.class);
        }
    }
}
