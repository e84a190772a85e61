package io.millrace.monitor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HistoryTest {
    private static final Trip FIRST = Trip.of("digits", 1);
    private static final Trip SECOND = Trip.of("digits", 2);

    private final History history = new History(2_500);

    private void add(Envelope envelope) {
        history.after((StageProgressed) envelope.event(), envelope.time());
    }

    private void train(Trip trip, int steps) {
        for (int step = 0; step < steps; step++) {
            add(trip.metric(Stage.TRAIN, "loss", 1.0 / (step + 1), step, step));
        }
    }

    @Test
    void every_metric_of_every_stage_is_a_series_in_the_order_of_steps() {
        add(FIRST.metric(Stage.TRAIN, "loss", 0.4, 2, 9));
        add(FIRST.metric(Stage.TRAIN, "loss", 0.8, 1, 8));
        add(FIRST.metric(Stage.EVALUATE, "loss", 0.5, 1, 10));

        List<Curve> curves = history.of(FIRST.id());

        assertThat(curves).extracting(Curve::stage).containsExactly(Stage.TRAIN, Stage.EVALUATE);
        assertThat(curves.getFirst().points()).extracting(Curve.Point::value).containsExactly(0.8, 0.4);
    }

    @Test
    void a_long_series_is_thinned_out_evenly() {
        train(FIRST, 10_000);

        List<Curve.Point> points = history.of(FIRST.id()).getFirst().points();

        assertThat(points).hasSizeBetween(Series.MAX_POINTS / 2, Series.MAX_POINTS);
        assertThat(points.getFirst().step()).hasValue(0);
        assertThat(points.get(points.size() / 2).step().orElseThrow()).isBetween(4_500L, 5_500L);
        assertThat(points.getLast().step().orElseThrow()).isGreaterThan(9_900);
    }

    @Test
    void the_histories_that_began_first_make_room() {
        train(FIRST, 900);
        train(SECOND, 900);
        train(Trip.of("digits", 3), 900);

        assertThat(history.of(FIRST.id())).isEmpty();
        assertThat(history.of(SECOND.id())).isNotEmpty();
    }

    @Test
    void a_run_with_countless_metrics_does_not_fill_the_memory() {
        for (int n = 0; n < 1_000; n++) {
            add(FIRST.metric(Stage.TRAIN, "metric" + n, 1, 1, 1));
        }

        assertThat(history.of(FIRST.id())).hasSize(History.MAX_SERIES);
    }
}
