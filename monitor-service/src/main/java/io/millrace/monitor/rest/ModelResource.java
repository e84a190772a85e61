package io.millrace.monitor.rest;

import io.millrace.events.ModelName;
import io.millrace.monitor.view.View;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Models: what serves and which versions there are. */
@Path("/api/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "models")
class ModelResource {
    private static final int MAX_VERSIONS = 100;

    private final View view;

    ModelResource(View view) {
        this.view = view;
    }

    @GET
    @Operation(operationId = "listModels", summary = "All models, by name, each with its newest version")
    @APIResponse(responseCode = "200", description = "The models")
    public List<ModelBody> models() {
        return view.models().stream().map(model -> ModelBody.of(model, 1)).toList();
    }

    @GET
    @Path("{model}")
    @Operation(operationId = "getModel", summary = "A model with its 100 newest versions")
    @APIResponse(responseCode = "200", description = "The model")
    @APIResponse(
            responseCode = "404",
            description = "No such model",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public ModelBody model(@PathParam("model") String name) {
        return Optional.of(name)
                .filter(ModelName::isValid)
                .flatMap(valid -> view.model(new ModelName(valid)))
                .map(model -> ModelBody.of(model, MAX_VERSIONS))
                .orElseThrow(
                        () -> new Refusal(Problem.notFound("model", name, "see /api/v1/models for those there are")));
    }
}
