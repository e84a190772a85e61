package io.millrace.monitor.view;

import io.millrace.events.Stage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A metric as it went while a stage was at work. Keeps at most {@link #MAX_POINTS} points: when it is full every second
 * one goes, and from then on only every second of those that come is kept, so that the curve keeps its shape.
 */
final class Series {
    static final int MAX_POINTS = 1_000;

    private final NavigableMap<Position, Double> points = new TreeMap<>();
    private long stride = 1;
    private long seen;

    /** Which curve it is. */
    record Name(Stage stage, String metric) implements Comparable<Name> {
        private static final Comparator<Name> ORDER =
                Comparator.comparing(Name::stage).thenComparing(Name::metric);

        @Override
        public int compareTo(Name other) {
            return ORDER.compare(this, other);
        }
    }

    /** Where on the curve: reports of a step that is told twice are one point. */
    record Position(int round, int attempt, OptionalLong step, Instant at) implements Comparable<Position> {
        private static final Comparator<Position> ORDER = Comparator.comparingInt(Position::round)
                .thenComparingInt(Position::attempt)
                .thenComparingLong(position -> position.step().orElse(-1))
                .thenComparing(Position::at);

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }

    /** How many points were gained; negative when the series was thinned out. */
    int add(Position position, double value) {
        int before = points.size();
        if (!points.containsKey(position) && seen++ % stride == 0) {
            points.put(position, value);
        }
        if (points.size() > MAX_POINTS) {
            thinOut();
        }
        return points.size() - before;
    }

    private void thinOut() {
        boolean keep = true;
        for (var all = points.entrySet().iterator(); all.hasNext(); keep = !keep) {
            all.next();
            if (!keep) {
                all.remove();
            }
        }
        stride *= 2;
    }

    int size() {
        return points.size();
    }

    List<Curve.Point> points() {
        return points.entrySet().stream()
                .map(entry -> new Curve.Point(
                        entry.getKey().round(),
                        entry.getKey().attempt(),
                        entry.getKey().step(),
                        entry.getKey().at(),
                        entry.getValue()))
                .toList();
    }
}
