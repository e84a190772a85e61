package io.millrace.monitor.view;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AlertsTest {
    private static final Trip FIRST = Trip.of("digits", 1);
    private static final Trip SECOND = Trip.of("digits", 2);
    private static final Trip THIRD = Trip.of("digits", 3);
    private static final Trip OTHER = Trip.of("faces", 1);

    private final View view = new View(new Bounds(10, 3, 100));

    private List<Alert> open() {
        return view.alerts(Alert::isOpen, 100);
    }

    @Test
    void an_alert_belongs_to_its_run() {
        view.apply(FIRST.raised(Stage.EVALUATE, GATE_MISSED, 1));

        Lookup found = view.find(FIRST.id().value());

        assertThat(found).isInstanceOfSatisfying(Lookup.One.class, one -> assertThat(
                        one.run().alerts())
                .extracting(Alert::failure)
                .containsExactly(GATE_MISSED));
    }

    @Test
    void a_good_run_resolves_all_alerts_of_one_fingerprint_and_no_other() {
        Envelope first = FIRST.raised(Stage.EVALUATE, GATE_MISSED, 1);
        view.apply(first);
        view.apply(SECOND.raised(Stage.EVALUATE, GATE_MISSED, 2));
        view.apply(OTHER.raised(Stage.EVALUATE, GATE_MISSED, 3));

        view.apply(THIRD.resolves(first, 4));

        assertThat(open()).extracting(alert -> alert.run().orElseThrow()).containsExactly(OTHER.id());
        assertThat(view.alerts(alert -> !alert.isOpen(), 100))
                .extracting(alert ->
                        alert.resolution().flatMap(Alert.Resolution::by).orElseThrow())
                .containsExactly(THIRD.id(), THIRD.id());
    }

    @Test
    void a_copy_of_a_resolution_does_not_resolve_what_was_raised_since() {
        Envelope first = FIRST.raised(Stage.EVALUATE, GATE_MISSED, 1);
        Envelope resolution = SECOND.resolves(first, 2);
        view.apply(first);
        view.apply(resolution);
        view.apply(THIRD.raised(Stage.EVALUATE, GATE_MISSED, 3));

        view.apply(resolution);

        assertThat(open()).extracting(alert -> alert.run().orElseThrow()).containsExactly(THIRD.id());
    }

    @Test
    void an_alert_that_was_resolved_before_it_was_seen_is_resolved() {
        Envelope alert = FIRST.raised(Stage.EVALUATE, GATE_MISSED, 1);
        view.apply(SECOND.resolves(alert, 2));

        view.apply(alert);

        assertThat(open()).isEmpty();
    }

    @Test
    void an_alert_that_belongs_to_no_model_is_open_until_it_is_resolved() {
        var failure = Failure.transientFailure("stage-away", "no trainer is running", "start it");
        String fingerprint = AlertRaised.fingerprint(Optional.empty(), Stage.TRAIN, "stage-away");
        var raised =
                new AlertRaised("away-1", fingerprint, Optional.empty(), Optional.empty(), Stage.TRAIN, failure, 1);
        view.apply(Envelope.first("away-1", Trip.ENDPOINT, Trip.NINE, raised));
        assertThat(open()).extracting(Alert::id).containsExactly("away-1");

        var resolved = new AlertResolved("away-1", fingerprint, Optional.empty(), Stage.TRAIN);
        view.apply(Envelope.first("away-1-resolved", Trip.ENDPOINT, Trip.NINE, resolved));

        assertThat(open()).isEmpty();
        assertThat(view.alert("away-1").flatMap(Alert::resolution).flatMap(Alert.Resolution::by))
                .isEmpty();
    }

    @Test
    void the_oldest_is_forgotten_when_there_are_too_many() {
        for (int n = 1; n <= 4; n++) {
            view.apply(Trip.of("digits", n).raised(Stage.TRAIN, GATE_MISSED, n));
        }

        assertThat(open())
                .extracting(alert -> alert.run().orElseThrow())
                .containsExactly(Trip.of("digits", 4).id(), THIRD.id(), SECOND.id());
    }

    @Test
    void only_the_end_of_a_long_log_is_kept() {
        var failure = GATE_MISSED.withEvidence("x".repeat(100_000) + "the end");

        view.apply(FIRST.raised(Stage.TRAIN, failure, 1));

        Failure kept = open().getFirst().failure();
        assertThat(kept.evidence().orElseThrow())
                .endsWith("the end")
                .hasSizeLessThanOrEqualTo(Excerpts.EVIDENCE_CHARS + 1);
    }
}
