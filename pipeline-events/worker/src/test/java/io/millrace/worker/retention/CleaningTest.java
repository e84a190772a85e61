package io.millrace.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CleaningTest {
    private static final Instant NOW = Instant.parse("2026-03-10T09:00:00Z");
    private static final Duration GRACE = Duration.ofHours(24);
    private static final Needs NOTHING = new Needs(Set.of(), Set.of());

    private static final Item OLD = image(1, 40, 9);
    private static final Item OLDER = image(2, 40, 8);
    private static final Item OLDEST = image(3, 40, 7);
    private static final Item YOUNG = image(4, 40, 0);

    @Test
    void leaves_everything_while_the_budget_holds() {
        Cleaning cleaning = Cleaning.of(List.of(OLD, OLDER), NOTHING, budget(80), NOW);

        assertThat(cleaning).isEqualTo(new Cleaning(List.of(), 80, 0));
        assertThat(budget(80).isExceededBy(List.of(OLD, OLDER), NOW)).isFalse();
        assertThat(budget(79).isExceededBy(List.of(OLD, OLDER), NOW)).isTrue();
    }

    @Test
    void removes_the_oldest_and_no_more_than_it_must() {
        Cleaning cleaning = Cleaning.of(List.of(OLD, OLDEST, OLDER), NOTHING, budget(90), NOW);

        assertThat(cleaning).isEqualTo(new Cleaning(List.of(OLDEST), 80, 0));
    }

    @Test
    void passes_over_what_is_needed() {
        var needs = new Needs(Set.of(), Set.of(History.digest(3)));

        Cleaning cleaning = Cleaning.of(List.of(OLD, OLDEST, OLDER), needs, budget(90), NOW);

        assertThat(cleaning.gone()).containsExactly(OLDER);
    }

    @Test
    void passes_over_the_artifacts_of_a_run_that_is_needed() {
        var run = Samples.run("digits", 1).run();
        var artifacts = new Item(new Item.Key.Artifacts(run), 40, NOW.minus(Duration.ofDays(90)));

        Cleaning cleaning = Cleaning.of(List.of(artifacts, OLD), new Needs(Set.of(run), Set.of()), budget(0), NOW);

        assertThat(cleaning).isEqualTo(new Cleaning(List.of(OLD), 40, 40));
    }

    @Test
    void leaves_what_is_new_though_nobody_knows_it_yet() {
        Cleaning cleaning = Cleaning.of(List.of(OLD, YOUNG), NOTHING, budget(0), NOW);

        assertThat(cleaning).isEqualTo(new Cleaning(List.of(OLD), 40, 40));
    }

    @Test
    void removes_what_is_too_old_though_there_is_room() {
        var aged = new Budget(1_000, Optional.of(Duration.ofHours(60)), GRACE);

        Cleaning cleaning = Cleaning.of(List.of(OLD, OLDER, OLDEST), NOTHING, aged, NOW);

        assertThat(cleaning.gone()).containsExactly(OLDEST);
        assertThat(aged.isExceededBy(List.of(OLDEST), NOW)).isTrue();
    }

    @Test
    void tells_by_how_much_what_must_stay_is_too_much() {
        var needs = new Needs(Set.of(), Set.of(History.digest(1), History.digest(2), History.digest(3)));

        Cleaning cleaning = Cleaning.of(List.of(OLD, OLDER, OLDEST), needs, budget(100), NOW);

        assertThat(cleaning).isEqualTo(new Cleaning(List.of(), 120, 20));
    }

    @Test
    void never_removes_what_is_needed_or_new_and_stops_within_the_budget() {
        for (int seed = 0; seed < 500; seed++) {
            var history = new History(seed);
            for (int i = 0; i < 150; i++) {
                history.goOn();
            }
            Needs needs = history.needs(GRACE, 2);
            List<Item> items = history.items();
            long all = Budget.bytes(items);
            Budget budget = budget(new Random(seed).nextLong(all + 1));

            Cleaning cleaning = Cleaning.of(items, needs, budget, history.now());

            assertThat(cleaning.gone())
                    .as("seed %d", seed)
                    .noneMatch(item -> needs.include(item)
                            || item.since().isAfter(history.now().minus(GRACE)));
            assertThat(cleaning.bytes()).isEqualTo(all - Budget.bytes(cleaning.gone()));
            if (cleaning.over() > 0) {
                assertThat(items)
                        .filteredOn(item -> !cleaning.gone().contains(item))
                        .allMatch(item -> needs.include(item) || budget.isYoung(item, history.now()));
            } else if (!cleaning.gone().isEmpty()) {
                assertThat(cleaning.bytes() + cleaning.gone().getLast().bytes()).isGreaterThan(budget.maxBytes());
            }
        }
    }

    private static Budget budget(long bytes) {
        return new Budget(bytes, Optional.empty(), GRACE);
    }

    private static Item image(int number, long bytes, int day) {
        Instant since = day == 0 ? NOW.minus(Duration.ofHours(1)) : NOW.minus(Duration.ofDays(10 - day));
        return new Item(new Item.Key.Image(History.digest(number)), bytes, since.minusSeconds(1));
    }
}
