package io.millrace.worker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Failure;
import io.millrace.events.Stage;
import io.millrace.worker.testing.Samples;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StandingTest {
    private static final String AWAY = Cause.STAGE_AWAY.fingerprint(Stage.TRAIN);

    private final Standing standing = new Standing();

    private static AlertRaised raised(String id) {
        return new AlertRaised(
                id,
                AWAY,
                Optional.empty(),
                Optional.empty(),
                Stage.TRAIN,
                Failure.transientFailure("stage-away", "no trainer is running", "start it"),
                1);
    }

    private static AlertResolved resolved(String id) {
        return new AlertResolved(id, AWAY, Optional.empty(), Stage.TRAIN);
    }

    @Test
    void an_alert_stands_from_when_it_was_raised_until_it_was_resolved() {
        assertThat(standing.stands(AWAY)).isFalse();

        standing.read(raised("1"));
        assertThat(standing.stands(AWAY)).isTrue();

        standing.read(resolved("1"));
        assertThat(standing.stands(AWAY)).isFalse();
    }

    @Test
    void a_copy_that_comes_after_the_resolution_raises_nothing() {
        standing.read(raised("1"));
        standing.read(resolved("1"));

        standing.read(raised("1"));

        assertThat(standing.stands(AWAY)).isFalse();
    }

    @Test
    void a_copy_of_the_resolution_does_not_resolve_what_was_raised_since() {
        standing.read(raised("1"));
        standing.read(resolved("1"));
        standing.read(raised("2"));

        standing.read(resolved("1"));

        assertThat(standing.stands(AWAY)).isTrue();
        assertThat(standing.lastId(AWAY)).isEqualTo("2");
    }

    @Test
    void two_that_read_the_same_log_give_the_next_alert_the_same_id() {
        var other = new Standing();
        standing.read(raised("1"));
        other.read(raised("1"));

        assertThat(other.nextId(AWAY)).isEqualTo(standing.nextId(AWAY));
    }

    @Test
    void each_occurrence_has_an_id_of_its_own() {
        String first = standing.nextId(AWAY);
        standing.read(raised(first));
        standing.read(resolved(first));

        assertThat(standing.nextId(AWAY)).isNotEqualTo(first);
    }

    @Test
    void what_belongs_to_a_model_is_none_of_its_concern() {
        standing.read(
                AlertRaised.of(Samples.run("toy", 1), Stage.TRAIN, raised("1").failure()));

        assertThat(standing.stands("toy/train/stage-away")).isFalse();
    }
}
