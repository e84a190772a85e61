package io.millrace.monitor.rest;

import io.millrace.events.RunId;
import io.millrace.monitor.view.Curve;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The metrics that a run's workloads reported live. */
@Schema(name = "MetricHistory")
record HistoryBody(String run, List<SeriesBody> series) {

    /** One metric of one stage. */
    @Schema(name = "MetricSeries")
    record SeriesBody(String stage, String metric, List<PointBody> points) {
        static SeriesBody of(Curve curve) {
            return new SeriesBody(
                    curve.stage().wireName(),
                    curve.metric(),
                    curve.points().stream().map(PointBody::of).toList());
        }
    }

    /** One value. */
    @Schema(name = "MetricPoint")
    record PointBody(
            @Schema(description = "Null where the workload names none", implementation = Long.class, nullable = true)
                    OptionalLong step,
            double value,
            Instant at,
            int attempt,
            int round) {
        static PointBody of(Curve.Point point) {
            return new PointBody(point.step(), point.value(), point.at(), point.attempt(), point.round());
        }
    }

    static HistoryBody of(RunId run, List<Curve> curves) {
        return new HistoryBody(run.value(), curves.stream().map(SeriesBody::of).toList());
    }
}
