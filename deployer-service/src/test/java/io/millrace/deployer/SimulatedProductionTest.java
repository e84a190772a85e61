package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** More seeds with {@code -Dsimulation.seeds=…}; {@code -Dsimulation.first=…} says with which to begin. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SimulatedProductionTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 2000);
    private static final int FIRST = Integer.getInteger("simulation.first", 0);

    @Test
    void in_the_end_what_is_wanted_answers_everywhere_and_nothing_else_is_left() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            var production = new SimulatedProduction(seed);
            production.go(40);

            String how = "seed " + seed + "\n" + String.join("\n", production.trace());
            Optional<Integer> wanted = production.wanted();
            assertThat(production.breaches()).as(how).isEmpty();
            assertThat(production.answers()).as(how).containsExactly(wanted, wanted);
            assertThat(production.servers())
                    .as(how)
                    .isEqualTo(wanted.map(Optional::of).map(List::of).orElse(List.of()));
        }
    }
}
