package io.millrace.monitor.rest;

import io.millrace.events.Decision;
import io.millrace.events.ImageRef;
import io.millrace.events.RunId;
import io.millrace.events.Version;
import io.millrace.monitor.view.ModelView;
import io.millrace.monitor.view.Run;
import io.millrace.monitor.view.Serving;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A model: what serves it and which versions there are. What is not known is null. */
@Schema(name = "Model")
record ModelBody(
        String model,
        @Schema(description = "Null while nothing is deployed") Optional<ServingBody> serving,
        @Schema(description = "One for every run, newest first; in the list of models the newest alone")
                List<VersionBody> versions,
        @Schema(description = "How many runs are remembered") int runs,
        long openAlerts) {

    /** What serves now. */
    @Schema(name = "Serving")
    record ServingBody(
            Optional<String> version,
            String run,
            @Schema(description = "Counts what served the model so far") long generation,
            URI endpoint,
            Optional<String> image,
            Optional<Map<String, Double>> metrics,
            Instant since,
            @Schema(description = "The run whose version served before") Optional<String> replaced,
            @Schema(description = "Null when it got there by itself") Optional<DecisionBody> decision) {
        static ServingBody of(Serving serving) {
            return new ServingBody(
                    serving.version().map(Version::value),
                    serving.run().value(),
                    serving.generation(),
                    serving.endpoint(),
                    serving.image().map(ImageRef::toString),
                    RunBody.known(serving.metrics()),
                    serving.since(),
                    serving.replaced().map(RunId::value),
                    serving.decision().map(DecisionBody::of));
        }
    }

    /** Who wanted what serves back. */
    @Schema(name = "Decision")
    record DecisionBody(@Schema(description = "Id of the command event") String command, Optional<String> reason) {
        static DecisionBody of(Decision decision) {
            return new DecisionBody(decision.command(), decision.reason());
        }
    }

    /** A version, as far as its run came. */
    @Schema(name = "VersionOfModel")
    record VersionBody(
            Optional<String> version,
            String run,
            @Schema(enumeration = {"running", "waiting", "succeeded", "failed", "rejected", "cancelled"}) String status,
            Instant startedAt,
            Optional<Instant> endedAt,
            Optional<Map<String, Double>> metrics) {
        static VersionBody of(Run run) {
            return new VersionBody(
                    run.version().map(Version::value),
                    run.id().value(),
                    run.status().word(),
                    run.startedAt(),
                    run.endedAt(),
                    RunBody.known(run.metrics()));
        }
    }

    static ModelBody of(ModelView model, int versions) {
        return new ModelBody(
                model.name().value(),
                model.serving().map(ServingBody::of),
                model.runs().stream().limit(versions).map(VersionBody::of).toList(),
                model.runs().size(),
                model.openAlerts());
    }
}
