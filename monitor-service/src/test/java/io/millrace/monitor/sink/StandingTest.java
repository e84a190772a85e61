package io.millrace.monitor.sink;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static io.millrace.monitor.view.Trip.NINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import io.millrace.monitor.view.Trip;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StandingTest {
    private static final Trip FIRST = Trip.of("digits", 1);
    private static final Trip SECOND = Trip.of("digits", 2);
    private static final Trip THIRD = Trip.of("digits", 3);
    private static final Envelope RAISED = FIRST.raised(Stage.EVALUATE, GATE_MISSED, 1);
    private static final Envelope AGAIN = SECOND.raised(Stage.EVALUATE, GATE_MISSED, 2);

    private final Standing standing = new Standing(3);

    private static Raised since(Envelope alert, int second) {
        return new Raised((AlertRaised) alert.event(), NINE.plusSeconds(second));
    }

    @Test
    void an_alert_stands_once_it_is_raised() {
        assertThat(standing.after(RAISED)).contains(new Notice(RAISED, Optional.of(since(RAISED, 1))));

        assertThat(standing.all()).containsExactly(since(RAISED, 1));
    }

    @Test
    void a_second_copy_is_no_news() {
        standing.after(RAISED);

        assertThat(standing.after(RAISED)).isEmpty();
    }

    @Test
    void one_that_is_raised_anew_stands_since_it_first_was() {
        standing.after(RAISED);

        standing.after(AGAIN);

        assertThat(standing.all()).containsExactly(since(AGAIN, 1));
    }

    @Test
    void a_resolution_ends_all_that_share_the_fingerprint_and_says_what_it_ended() {
        standing.after(RAISED);
        standing.after(AGAIN);
        Envelope resolution = THIRD.resolves(RAISED, 3);

        Optional<Notice> notice = standing.after(resolution);

        assertThat(notice).contains(new Notice(resolution, Optional.of(since(AGAIN, 1))));
        assertThat(standing.all()).isEmpty();
    }

    @Test
    void a_copy_of_a_resolution_does_not_end_what_was_raised_since() {
        standing.after(RAISED);
        standing.after(SECOND.resolves(RAISED, 2));
        Envelope since = THIRD.raised(Stage.EVALUATE, GATE_MISSED, 3);
        standing.after(since);

        assertThat(standing.after(SECOND.resolves(RAISED, 2))).isEmpty();

        assertThat(standing.all()).containsExactly(since(since, 3));
    }

    @Test
    void a_resolution_that_came_first_keeps_its_alert_from_standing() {
        Envelope resolution = SECOND.resolves(RAISED, 2);

        assertThat(standing.after(resolution)).contains(new Notice(resolution, Optional.empty()));

        assertThat(standing.after(RAISED)).isEmpty();
        assertThat(standing.all()).isEmpty();
    }

    @Test
    void what_is_told_again_is_told_though_it_is_no_news() {
        standing.after(RAISED);

        assertThat(standing.again(RAISED)).contains(new Notice(RAISED, Optional.of(since(RAISED, 1))));
    }

    @Test
    void what_is_no_alert_says_nothing() {
        assertThat(standing.after(FIRST.registered(0))).isEmpty();
        assertThat(standing.again(FIRST.registered(0))).isEmpty();
    }

    @Test
    void names_that_would_fill_memory_are_told_and_not_remembered() {
        var run = FIRST.run();
        var endless = new AlertRaised(
                "x".repeat(600), "f", Optional.of(run.model()), Optional.of(run), Stage.TRAIN, GATE_MISSED, 1);
        Envelope alert = Envelope.first("id", URI.create("/upstream"), NINE, endless);

        assertThat(standing.after(alert)).isPresent();

        assertThat(standing.all()).isEmpty();
        assertThat(standing.after(alert)).isPresent();
    }

    @Test
    void evidence_is_not_remembered() {
        var alert = FIRST.raised(Stage.TRAIN, GATE_MISSED.withEvidence("a long log"), 1);

        standing.after(alert);

        assertThat(standing.all())
                .extracting(raised -> raised.alert().failure())
                .containsExactly(GATE_MISSED);
    }

    @Test
    void the_newest_are_remembered() {
        for (int model = 0; model < 5; model++) {
            standing.after(Trip.of("model-" + model, 1).raised(Stage.TRAIN, GATE_MISSED, model));
        }

        assertThat(standing.all())
                .extracting(raised -> raised.alert().key())
                .containsExactly("model-2", "model-3", "model-4");
    }

    @Test
    void the_last_that_was_raised_is_resolved_however_much_was_heard_of_since() {
        standing.after(RAISED);
        for (int n = 0; n < 5; n++) {
            standing.after(Trip.of("other", n).raised(Stage.TRAIN, GATE_MISSED, n));
        }

        standing.after(SECOND.resolves(RAISED, 9));

        assertThat(standing.all()).extracting(raised -> raised.alert().key()).containsExactly("other");
    }
}
