package io.millrace.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PeerCountTest {
    private final List<Planned> planned = List.of(
            new Planned(0, "v0", "a", Fate.GOOD, 1, Wish.NOTHING),
            new Planned(0, "v1", "b", Fate.TRAINING_FAILS, 1, Wish.NOTHING),
            new Planned(0, "v2", "c", Fate.GOOD, 1, Wish.NOTHING));
    private final List<Effect> effects = new ArrayList<>();

    @BeforeEach
    void all_goes_well() {
        for (String stage : List.of("build", "train", "evaluate", "deploy", "monitor")) {
            done("a", stage);
            done("c", stage);
        }
        effects.add(new Effect("b", 0, "train", 1, PeerCount.ALERT));
    }

    private void done(String run, String stage) {
        effects.add(new Effect(run, 0, stage, 1, Effect.DONE));
    }

    private PeerCount count() {
        return PeerCount.of(planned, Map.of("churn", effects));
    }

    @Test
    void finds_no_fault_where_all_went_as_it_should() {
        assertThat(count()).isEqualTo(new PeerCount(3, 0, 0, 0, 0, 0));
    }

    @Test
    void misses_a_run_and_an_alert() {
        effects.removeIf(
                effect -> effect.stage().equals("monitor") && effect.run().equals("c"));
        effects.removeIf(effect -> effect.run().equals("b"));

        assertThat(count().lost()).isEqualTo(2);
    }

    @Test
    void counts_what_was_done_again() {
        done("a", "train");
        done("a", "train");
        effects.add(new Effect("b", 0, "train", 1, PeerCount.ALERT));

        assertThat(count().effectsTwice()).isEqualTo(2);
        assertThat(count().alertsTwice()).isEqualTo(1);
    }

    @Test
    void counts_a_good_run_in_the_dead_letters() {
        effects.add(new Effect("c", 0, "deploy", 1, PeerCount.ALERT));

        assertThat(count().wronglyDead()).isEqualTo(1);
    }

    @Test
    void counts_what_came_after_a_newer_version() {
        effects.remove(new Effect("a", 0, "deploy", 1, Effect.DONE));
        done("a", "deploy");

        assertThat(count().outOfOrder()).isEqualTo(1);
    }
}
