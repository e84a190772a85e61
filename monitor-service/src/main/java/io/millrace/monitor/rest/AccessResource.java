package io.millrace.monitor.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What may be asked of this monitor. */
@Path("/api/v1/access")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "commands")
class AccessResource {
    private final Token token;

    AccessResource(Token token) {
        this.token = token;
    }

    @Schema(name = "Access")
    record AccessBody(
            @Schema(description = "Whether who knows the token may cancel, retry, roll back and replay")
                    boolean commands) {}

    @GET
    @Operation(operationId = "getAccess", summary = "Whether commands can be given here")
    @APIResponse(responseCode = "200", description = "Whether they can")
    public AccessBody access() {
        return new AccessBody(token.isConfigured());
    }
}
