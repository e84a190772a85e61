package io.millrace.monitor.rest;

import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.monitor.view.Alert;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An alert in full. What is not known is null. */
@Schema(name = "Alert")
record AlertBody(
        String id,
        @Schema(description = "Stable; a program may decide on it", examples = "gate-missed") String code,
        @Schema(description = "What kind of failure it is", examples = "user-error") String kind,
        String summary,
        @Schema(description = "What to do") String remedy,
        @Schema(description = "The end of a log, redacted") Optional<String> evidence,
        @Schema(enumeration = {"raised", "resolved"}) String status,
        String stage,
        Optional<String> model,
        Optional<String> run,
        @Schema(description = "The same for all alerts that one good run resolves") String fingerprint,
        @Schema(description = "How many occurrences it stands for") int count,
        Instant raisedAt,
        Optional<Instant> resolvedAt,
        @Schema(description = "The run that showed that the cause is gone") Optional<String> resolvedBy) {

    static AlertBody of(Alert alert) {
        return new AlertBody(
                alert.id(),
                alert.failure().code(),
                alert.failure().kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                alert.failure().summary(),
                alert.failure().remedy(),
                alert.failure().evidence(),
                AlertStatus.of(alert).toString(),
                alert.stage().wireName(),
                alert.model().map(ModelName::value),
                alert.run().map(RunId::value),
                alert.fingerprint(),
                alert.count(),
                alert.raisedAt(),
                alert.resolution().map(Alert.Resolution::at),
                alert.resolution().flatMap(Alert.Resolution::by).map(RunId::value));
    }
}
