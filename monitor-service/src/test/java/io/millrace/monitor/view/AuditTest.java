package io.millrace.monitor.view;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.AlertRaised;
import io.millrace.events.Failure;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunId;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditTest {
    private static final Duration SILENCE = Duration.ofHours(25);
    private static final Trip FIRST = Trip.of("digits", 1);
    private static final Trip SECOND = Trip.of("digits", 2);
    private static final Trip OTHER = Trip.of("faces", 1);

    private final View view = new View(new Bounds(10, 10, 100));
    private Audit.Memory memory = Audit.Memory.NONE;

    private void register(Trip trip) {
        view.apply(trip.registered(0));
        view.expect(trip.run());
    }

    /** As it is done at this hour. */
    private List<RunId> overdueAt(int hour) {
        Audit.Step step = Audit.audit(memory, view.unfinished(), SILENCE, Duration.ofHours(hour));
        memory = step.memory();
        return step.overdue().stream().map(expected -> expected.run().run()).toList();
    }

    @Test
    void a_registration_that_nobody_picks_up_is_overdue() {
        register(FIRST);
        overdueAt(1);

        assertThat(overdueAt(25)).isEmpty();
        assertThat(overdueAt(26)).containsExactly(FIRST.id());
    }

    @Test
    void any_sign_of_life_begins_the_time_anew() {
        register(FIRST);
        overdueAt(1);
        view.apply(FIRST.metric(Stage.TRAIN, "loss", 0.5, 1, 1));

        assertThat(overdueAt(26)).isEmpty();
        assertThat(overdueAt(50)).isEmpty();
        assertThat(overdueAt(51)).containsExactly(FIRST.id());
    }

    @Test
    void an_alert_about_a_run_is_no_sign_of_life() {
        register(FIRST);
        overdueAt(1);
        view.apply(FIRST.raised(Stage.MONITOR, GATE_MISSED, 1));

        assertThat(overdueAt(26)).containsExactly(FIRST.id());
    }

    @Test
    void a_run_that_ended_is_not() {
        register(FIRST);
        overdueAt(1);
        view.apply(FIRST.ended(Result.FAILED, Stage.TRAIN, 1));

        assertThat(overdueAt(100)).isEmpty();
    }

    @Test
    void a_run_that_is_tried_again_is_waited_for_again() {
        register(FIRST);
        view.apply(FIRST.ended(Result.FAILED, Stage.TRAIN, 1));
        overdueAt(1);
        view.apply(FIRST.again().progress(Stage.TRAIN, State.ACCEPTED, 1, 2));
        overdueAt(2);

        assertThat(overdueAt(27)).containsExactly(FIRST.id());
    }

    @Test
    void a_run_behind_an_older_one_has_its_time_once_that_has_ended() {
        register(FIRST);
        register(SECOND);
        overdueAt(1);
        view.apply(FIRST.progress(Stage.TRAIN, State.RUNNING, 1, 1));
        assertThat(overdueAt(20)).isEmpty();
        view.apply(FIRST.ended(Result.FAILED, Stage.TRAIN, 2));

        assertThat(overdueAt(30)).isEmpty();
        assertThat(overdueAt(54)).isEmpty();
        assertThat(overdueAt(55)).containsExactly(SECOND.id());
    }

    @Test
    void models_do_not_wait_for_each_other() {
        register(FIRST);
        register(OTHER);
        overdueAt(1);
        view.apply(FIRST.progress(Stage.TRAIN, State.RUNNING, 1, 1));

        assertThat(overdueAt(26)).containsExactly(OTHER.id());
    }

    @Test
    void what_was_overdue_and_ended_is_known_until_its_alert_is_resolved() {
        register(FIRST);
        var overdue = new Failure(Failure.Kind.TIMEOUT, Audit.CODE, "silent", "look", Optional.empty());
        var raised = FIRST.raised(Stage.MONITOR, overdue, 1);
        view.apply(raised);
        assertThat(view.overdueThatEnded()).isEmpty();

        view.apply(FIRST.ended(Result.DEPLOYED, Stage.DEPLOY, 2));
        assertThat(view.overdueThatEnded()).extracting(AlertRaised::alertId).containsExactly(raised.id());

        view.apply(FIRST.resolves(raised, 3));
        assertThat(view.overdueThatEnded()).isEmpty();
    }
}
