package io.millrace.monitor.view;

import io.millrace.events.Stage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * How a metric went while a stage was at work.
 *
 * @param points in the order of rounds, attempts and steps
 */
public record Curve(Stage stage, String metric, List<Point> points) {

    /**
     * @param step absent where the workload names none; then the order is that of time
     */
    public record Point(int round, int attempt, OptionalLong step, Instant at, double value) {}
}
