package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Envelope;
import io.millrace.events.RunRef;
import io.millrace.promises.Breach;
import io.millrace.promises.Promise;
import io.millrace.worker.Scenario.Commits;
import io.millrace.worker.Simulation.Result;
import io.millrace.worker.testing.Samples;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the simulation finds nothing means something, because it finds these. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("trial")
class SimulatedDefectsTest {
    private static final long SEEDS = 2_000;
    private static final long SCHEDULES = 100_000;

    private static Set<Promise> broken(Result result) {
        return result.breaches().stream().map(Breach::promise).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({
        "READ_BEFORE_REMEMBERED, NOTHING_IS_LOST",
        "EFFECTS_BEFORE_STATE, NOTHING_IS_LOST",
        "CLAIMS_ARE_IGNORED, ONE_END",
        "FORGETFUL, ONE_END",
        "CONTENT_OF_THE_MOMENT, ONE_TRUTH",
        "NO_QUEUE, ORDER_IS_KEPT",
        "NO_REJECTIONS, ONE_ANSWER",
        "ENDS_BEFORE_ALERTS, ONE_ALERT",
        "NO_ALERTS, ONE_ALERT",
        "NO_RESOLUTIONS, ALERTS_ARE_RESOLVED",
        "NOTHING_IS_REMOVED, NOTHING_IS_LEFT"
    })
    void some_seed_breaks_that_promise_and_no_other(Defect defect, Promise promise) {
        boolean isFound = LongStream.range(0, SEEDS)
                .mapToObj(seed -> new Simulation(RandomScenario.of(seed), defect, Schedule.random(seed)).run())
                .anyMatch(result -> broken(result).equals(Set.of(promise)));

        assertThat(isFound).isTrue();
    }

    /** Of schedules by chance: to go through all in order takes several times as long here. */
    private static Set<Promise> firstBreach(Defect defect, Envelope... events) {
        var scenario = Scenario.of(List.of(events), Commits.AT_ONCE, 1, Fault.EXPIRY);
        return LongStream.range(0, SCHEDULES)
                .mapToObj(seed -> broken(new Simulation(scenario, defect, Schedule.random(seed)).run()))
                .filter(promises -> !promises.isEmpty())
                .findFirst()
                .orElseThrow();
    }

    /** Whoever is late starts what was concluded, and then nobody removes it. */
    @Test
    void a_runtime_that_forgets_names_does_work_twice() {
        Set<Promise> broken = firstBreach(Defect.NO_TOMBSTONES, Samples.built(Samples.run("good", 1)));

        assertThat(broken).containsExactlyInAnyOrder(Promise.WORK_IS_DONE_ONCE, Promise.NOTHING_IS_LEFT);
    }

    @Test
    void a_halt_that_leaves_no_name_behind_lets_cancelled_work_start() {
        RunRef run = Samples.run("good", 1);
        Set<Promise> broken =
                firstBreach(Defect.HALTED_NAMES_ARE_FREE, Samples.built(run), RandomScenario.cancel(run, "cancel"));

        assertThat(broken).contains(Promise.A_CANCEL_IS_A_FENCE);
    }
}
