package io.millrace.monitor.rest;

import io.millrace.events.ModelName;
import io.millrace.monitor.view.View;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Alerts: what needs a person, or did. */
@Path("/api/v1/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "alerts")
class AlertResource {
    private final View view;

    AlertResource(View view) {
        this.view = view;
    }

    @GET
    @Operation(operationId = "listAlerts", summary = "Alerts, newest first")
    @APIResponse(responseCode = "200", description = "The alerts")
    @APIResponse(
            responseCode = "400",
            description = "A parameter that cannot be read",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public List<AlertBody> alerts(
            @Parameter(description = "raised or resolved; both when absent") @QueryParam("status") @Nullable
                    String status,
            @Parameter(description = "Of this model alone") @QueryParam("model") @Nullable String model,
            @Parameter(description = "How many at most, 1 to 10000; 100 when absent") @QueryParam("limit") @Nullable
                    String limit) {
        Optional<AlertStatus> wantedStatus = Parameters.oneOf("status", status, AlertStatus.class);
        Optional<ModelName> wantedModel = Parameters.model(model);
        int most = Parameters.limit(limit);
        return view
                .alerts(
                        alert -> wantedStatus.map(AlertStatus.of(alert)::equals).orElse(true)
                                && wantedModel
                                        .map(wanted -> alert.model()
                                                .filter(wanted::equals)
                                                .isPresent())
                                        .orElse(true),
                        most)
                .stream()
                .map(AlertBody::of)
                .toList();
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getAlert", summary = "An alert")
    @APIResponse(responseCode = "200", description = "The alert")
    @APIResponse(
            responseCode = "404",
            description = "No such alert",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public AlertBody alert(@PathParam("id") String id) {
        return view.alert(id)
                .map(AlertBody::of)
                .orElseThrow(
                        () -> new Refusal(Problem.notFound("alert", id, "see /api/v1/alerts for those there are")));
    }
}
