package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Envelope;
import io.millrace.events.RunRef;
import io.millrace.worker.Scenario.Commits;
import io.millrace.worker.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All orders of what two replicas do with three events, and all moments at which one thing may go wrong. What a thread
 * does without waiting for anybody is one move.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("trial")
class SimulatedInterleavingsTest {
    /** More than any of these needs, so that one that grows is told. */
    private static final long ALL = 100_000;

    /**
     * Some scenarios have too many orders for a test that runs each time. {@code -Dsimulation.schedules=100000} goes
     * through all of the first three of them; the others are larger still.
     */
    private static final long SOME = Long.getLong("simulation.schedules", 4_000);

    private static Envelope built(String model, int version) {
        return Samples.built(Samples.run(model, version));
    }

    private static List<Envelope> versions(String model) {
        return List.of(built(model, 1), built(model, 2), built(model, 3));
    }

    /** A run, people who want it to end, and the run's event once more. */
    private static List<Envelope> cancelled(String model) {
        RunRef run = Samples.run(model, 1);
        return List.of(Samples.built(run), RandomScenario.cancel(run, "cancel"), Samples.built(run));
    }

    private static List<Envelope> cancelledAndRetried(String model) {
        RunRef run = Samples.run(model, 1);
        return List.of(Samples.built(run), RandomScenario.cancel(run, "cancel"), RandomScenario.retry(run, "retry"));
    }

    private static Explorer.Found explored(Scenario scenario, long most) {
        Explorer.Found found = new Explorer(scenario, Defect.NONE).explore(most);
        System.out.println(scenario.faults() + ", " + scenario.commits() + ": " + found);
        assertThat(found.breach()).isEmpty();
        return found;
    }

    private static void allOf(Scenario scenario) {
        assertThat(explored(scenario, ALL).complete()).isTrue();
    }

    @Test
    void three_versions_without_a_fault() {
        allOf(Scenario.of(versions("good"), Commits.LATE, 0));
    }

    @Test
    void a_cancel_an_event_that_comes_twice_and_a_crash() {
        allOf(Scenario.of(cancelled("flaky"), Commits.LATE, 1, Fault.CRASH));
        allOf(Scenario.of(cancelled("flaky"), Commits.AT_ONCE, 1, Fault.CRASH));
    }

    @Test
    void a_cancel_and_a_runtime_that_loses_work_or_is_away() {
        allOf(Scenario.of(cancelled("flaky"), Commits.LATE, 1, Fault.WORKLOAD_LOST, Fault.HICCUP, Fault.OUTAGE));
    }

    @Test
    void a_cancel_and_a_broker_that_forgets_offsets_or_compacts() {
        allOf(Scenario.of(cancelled("flaky"), Commits.AT_ONCE, 1, Fault.OFFSET_UNKNOWN, Fault.COMPACTION));
    }

    /** Bounded, and so are those below: these are the first so many schedules, not all. */
    @Test
    void three_versions_and_a_crash_after_which_all_is_read_again() {
        explored(Scenario.of(versions("good"), Commits.LATE, 1, Fault.CRASH), SOME);
    }

    @Test
    void a_version_that_fails_two_that_mend_it_and_a_crash() {
        explored(Scenario.of(versions("fails"), Commits.AT_ONCE, 1, Fault.CRASH), SOME);
    }

    @Test
    void a_cancel_a_retry_and_a_workload_that_is_lost() {
        explored(Scenario.of(cancelledAndRetried("good"), Commits.LATE, 1, Fault.WORKLOAD_LOST), SOME);
    }

    @Test
    void a_paused_replica_that_goes_on_beside_the_new_owner() {
        explored(Scenario.of(cancelled("good"), Commits.AT_ONCE, 1, Fault.EXPIRY), SOME);
    }

    @Test
    void a_cancel_a_retry_and_a_crash_or_a_rebalance() {
        explored(Scenario.of(cancelledAndRetried("fails"), Commits.AT_ONCE, 1, Fault.CRASH), SOME);
        explored(Scenario.of(cancelledAndRetried("fails"), Commits.LATE, 1, Fault.REBALANCE), SOME);
    }
}
