package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.Simulation.Result;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Long schedules of everything at once. A seed that fails belongs to {@link KeptSeed}, together with a sentence about
 * what it found; {@code -Dsimulation.seeds=…} and {@code -Dsimulation.first=…} say how many and from where.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("trial")
class SimulatedSchedulesTest {
    private static final long FIRST = Long.getLong("simulation.first", 0);
    private static final long SEEDS = Long.getLong("simulation.seeds", 2_000);

    static Result run(long seed, LongFunction<Scenario> scenario) {
        return new Simulation(scenario.apply(seed), Defect.NONE, Schedule.random(seed)).run();
    }

    @Test
    void keep_every_promise() {
        keptBy(RandomScenario::of);
    }

    @Test
    void keep_every_promise_from_one_stage_to_the_next() {
        keptBy(RandomScenario::ofTwoStages);
    }

    private static void keptBy(LongFunction<Scenario> scenario) {
        LongStream.range(FIRST, FIRST + SEEDS).forEach(seed -> {
            Result result = run(seed, scenario);
            assertThat(result.breaches())
                    .as(() -> "seed " + seed + ": " + result)
                    .isEmpty();
        });
    }
}
