package io.millrace.monitor.rest;

import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Version;
import io.millrace.monitor.view.Alert;
import io.millrace.monitor.view.Run;
import io.millrace.monitor.view.RunView;
import io.millrace.monitor.view.StageRun;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A run as the API and {@code millrace runs} show it. What is not known is null. */
@Schema(name = "Run")
record RunBody(
        @Schema(examples = "rq5m2x7k3b4c6d7e2f3ga") String run,
        String model,
        @Schema(description = "Null until the source was fetched, when the registration named none")
                Optional<String> version,
        @Schema(enumeration = {"running", "waiting", "succeeded", "failed", "rejected", "cancelled"}) String status,
        @Schema(description = "Where it is, or where it ended", examples = "train") String stage,
        Instant startedAt,
        Optional<Instant> endedAt,
        List<StageBody> stages,
        @Schema(description = "Of the last stage that measured any: training, then evaluation")
                Optional<Map<String, Double>> metrics,
        @Schema(description = "Where predictions are answered") Optional<URI> endpoint,
        List<AlertLine> alerts,
        @Schema(description = "With its digest") Optional<String> image,
        @Schema(description = "How often the run was asked to be tried again") int round) {

    /** What a stage did with the run. */
    @Schema(name = "StageOfRun")
    record StageBody(
            String stage,
            @Schema(
                            enumeration = {
                                "accepted",
                                "waiting",
                                "running",
                                "succeeded",
                                "failed",
                                "skipped",
                                "cancelled",
                                "unknown"
                            })
                    String status,
            @Schema(description = "Automatic tries, from 1; 0 before the first") int attempt,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<String> message) {

        /** A stage whose own words are no longer kept says what its alert says. */
        static StageBody of(StageRun stage, List<Alert> alerts) {
            Optional<String> cause = alerts.stream()
                    .filter(alert -> stage.state() == State.FAILED && alert.stage() == stage.stage())
                    .map(alert -> alert.failure().summary())
                    .reduce((older, newer) -> newer);
            return new StageBody(
                    stage.stage().wireName(),
                    stage.state().name().toLowerCase(Locale.ROOT),
                    stage.attempt(),
                    stage.startedAt(),
                    stage.endedAt(),
                    stage.message().or(() -> cause));
        }
    }

    /** What went wrong with the run. */
    @Schema(name = "AlertOfRun")
    record AlertLine(
            String id,
            String code,
            String summary,
            String remedy,
            @Schema(enumeration = {"raised", "resolved"}) String status) {
        static AlertLine of(Alert alert) {
            return new AlertLine(
                    alert.id(),
                    alert.failure().code(),
                    alert.failure().summary(),
                    alert.failure().remedy(),
                    AlertStatus.of(alert).toString());
        }
    }

    static RunBody of(RunView view) {
        Run run = view.run();
        return new RunBody(
                run.id().value(),
                run.model().value(),
                run.version().map(Version::value),
                run.status().word(),
                run.stage().wireName(),
                run.startedAt(),
                run.endedAt(),
                run.stages().stream()
                        .map(stage -> StageBody.of(stage, view.alerts()))
                        .toList(),
                known(run.metrics()),
                run.endpoint(),
                view.alerts().stream().map(AlertLine::of).toList(),
                run.image().map(ImageRef::toString),
                run.round());
    }

    /** No metrics are not an empty list of them: nobody measured. */
    static Optional<Map<String, Double>> known(Metrics metrics) {
        return metrics.isEmpty() ? Optional.empty() : Optional.of(metrics.values());
    }
}
