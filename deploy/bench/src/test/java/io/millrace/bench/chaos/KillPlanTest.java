package io.millrace.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KillPlanTest {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private static KillPlan plan(long seed) {
        return new KillPlan(seed, EVERY, KillPlan.VICTIMS);
    }

    @Test
    void is_the_same_for_the_same_seed_and_another_for_another() {
        assertThat(plan(7).first(500)).isEqualTo(plan(7).first(500));
        assertThat(plan(8).first(500)).isNotEqualTo(plan(7).first(500));
    }

    @Test
    void kills_once_in_each_span() {
        var kills = plan(7).first(500);

        for (int number = 0; number < kills.size(); number++) {
            assertThat(kills.get(number).at())
                    .isBetween(
                            EVERY.multipliedBy(number),
                            EVERY.multipliedBy(number + 1).minusNanos(1));
        }
    }

    @Test
    void spares_nobody() {
        assertThat(plan(7).first(500)).extracting(KillPlan.Kill::victim).containsAll(KillPlan.VICTIMS);
    }

    @Test
    void registrations_and_wishes_are_the_same_for_the_same_seed_and_of_every_kind() {
        assertThat(Planned.of(7, 200, 5)).isEqualTo(Planned.of(7, 200, 5));
        assertThat(Planned.of(7, 200, 5))
                .extracting(Planned::fate)
                .contains(Fate.GOOD, Fate.TRAINING_FAILS, Fate.GATE_MISSED);
        assertThat(Planned.of(7, 200, 5)).extracting(Planned::wish).contains(Wish.values());
        assertThat(Planned.of(7, 200, 5)).extracting(Planned::id).doesNotHaveDuplicates();
    }
}
