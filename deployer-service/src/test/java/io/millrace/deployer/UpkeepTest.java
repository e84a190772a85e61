package io.millrace.deployer;

import static io.millrace.deployer.Versions.ENDPOINT;
import static io.millrace.deployer.Versions.ended;
import static io.millrace.deployer.Versions.passed;
import static io.millrace.deployer.Versions.run;
import static io.millrace.deployer.Versions.serving;
import static io.millrace.deployer.Versions.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deployer.rollout.Rollout;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.PipelineEvent;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEvent;
import io.millrace.worker.PartitionsChanged;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UpkeepTest {
    static final int OURS = 3;

    final DeployerWorkerTest.Neighbours neighbours = new DeployerWorkerTest.Neighbours();
    final Upkeep upkeep = new Upkeep(neighbours, neighbours, this::publish, Configured.with(Map.of()));
    final List<PipelineEvent> published = new ArrayList<>();

    private CompletableFuture<Void> publish(Envelope envelope) {
        published.add(envelope.event());
        return CompletableFuture.completedFuture(null);
    }

    private void tell(ServingEvent event) {
        upkeep.told(
                Envelope.first(EventIds.serving(event.run()), URI.create("/millrace/deployer"), Instant.EPOCH, event));
    }

    private void hold(Integer... partitions) {
        upkeep.on(new PartitionsChanged(Set.of(partitions), 12, model -> OURS));
    }

    @Test
    void a_start_announces_all_that_serves_before_it_brings_it_back() {
        hold(OURS);
        tell(serving(1));
        tell(serving(2));

        upkeep.complete();

        assertThat(neighbours.asked)
                .containsExactly(
                        "coming up " + workload(2), "complete", "keep up " + workload(2), "retire " + workload(1));
    }

    @Test
    void a_start_ends_what_the_process_before_it_had_no_time_to_end() {
        hold(OURS);
        tell(after(serving(2)));

        upkeep.complete();

        assertThat(neighbours.asked).contains("retire " + workload(2), "retire " + workload(1));
    }

    /** The version that takes over while the one before the last may still run. */
    private static ServingChanged after(ServingChanged second) {
        return Rollout.next(
                run(3), passed(3), workload(3), ENDPOINT, Optional.of(second), Optional.empty(), stopped -> false);
    }

    @Test
    void a_model_of_another_replica_is_watched() {
        hold(5);
        tell(serving(2));

        upkeep.complete();

        assertThat(neighbours.asked).containsExactly("coming up " + workload(2), "complete", "watch " + workload(2));
    }

    @Test
    void the_care_for_a_model_moves_with_its_partition() {
        tell(serving(1));
        upkeep.complete();
        neighbours.asked.clear();

        hold(OURS);
        hold();

        assertThat(neighbours.asked).containsExactly("keep up " + workload(1), "watch " + workload(1));
    }

    @Test
    void a_version_that_takes_over_does_not_end_the_one_before_until_the_log_says_so() {
        hold(OURS);
        tell(serving(1));
        upkeep.complete();
        neighbours.asked.clear();

        upkeep.takesOver(serving(2));

        assertThat(neighbours.asked).containsExactly("keep up " + workload(2));

        tell(serving(2));

        assertThat(neighbours.asked).contains("retire " + workload(1));
    }

    @Test
    void what_serves_no_more_is_taken_from_the_gateway_and_ended() {
        hold(OURS);
        tell(serving(2));
        upkeep.complete();
        neighbours.asked.clear();

        tell(ended(2));
        tell(serving(2));

        assertThat(neighbours.asked).containsExactly("gone " + workload(2), "retire " + workload(2));
    }

    @Test
    void what_served_no_more_before_the_start_is_ended_after_it() {
        hold(OURS);
        tell(serving(2));
        tell(ended(2));

        upkeep.complete();

        assertThat(neighbours.asked).containsExactly("gone " + workload(2), "complete", "retire " + workload(2));
    }

    @Test
    void what_is_told_late_changes_nothing() {
        hold(OURS);
        tell(serving(2));
        upkeep.complete();
        neighbours.asked.clear();

        tell(serving(1));

        assertThat(neighbours.asked).isEmpty();
    }

    @Test
    void a_late_copy_is_put_right_on_the_log_by_who_has_the_model() {
        hold(5);
        tell(serving(2));
        upkeep.complete();
        tell(serving(1));
        assertThat(published).isEmpty();

        hold(OURS);

        assertThat(published).containsExactly(serving(2));
    }

    @Test
    void a_late_copy_is_put_right_once() {
        hold(OURS);
        tell(serving(2));
        upkeep.complete();
        tell(serving(1));
        tell(serving(2));
        tell(serving(2));

        assertThat(published).containsExactly(serving(2));
    }

    @Test
    void a_late_copy_that_was_put_right_before_the_start_is_not_again() {
        hold(OURS);
        tell(serving(2));
        tell(serving(1));
        tell(serving(2));

        upkeep.complete();

        assertThat(published).isEmpty();
    }

    @Test
    void a_late_copy_that_nobody_put_right_is_after_the_start() {
        hold(OURS);
        tell(serving(2));
        tell(serving(1));

        upkeep.complete();

        assertThat(published).containsExactly(serving(2));
    }

    @Test
    void a_replaced_server_is_kept_for_requests_of_other_replicas_unless_there_are_none() {
        hold(OURS);
        upkeep.complete();
        tell(serving(2));
        assertThat(neighbours.leftToOthers).isEqualTo(Configured.with(Map.of()).drain());

        hold(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

        assertThat(neighbours.leftToOthers).isZero();
    }
}
