package io.millrace.monitor.rest;

import io.millrace.events.Command;
import io.millrace.events.CommandAnswer;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.RunCancel;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.monitor.view.Answers;
import io.millrace.monitor.view.Commands;
import io.millrace.monitor.view.Run;
import io.millrace.monitor.view.View;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the stages for something about a run. The token comes in a header that no page of another origin can make a
 * browser send, and so no such page can ask for anything.
 */
@Path("/api/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "commands")
@SecurityScheme(securitySchemeName = "token", type = SecuritySchemeType.HTTP, scheme = "bearer")
@SecurityRequirement(name = "token")
@APIResponse(
        responseCode = "200",
        description = "What the stage that has the run says",
        content = @Content(schema = @Schema(implementation = AnswerBody.class)))
@APIResponse(
        responseCode = "400",
        description = "A parameter that cannot be read",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "401",
        description = "The token is missing or wrong",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "403",
        description = "No token is configured, and so nobody may",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "404",
        description = "No such run",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "409",
        description = "Several runs start like this",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "503",
        description = "The broker did not take the command",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
class CommandResource {
    private static final Logger LOG = Logger.getLogger(CommandResource.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final View view;
    private final Token token;
    private final Commands commands;
    private final Answers answers;

    CommandResource(View view, Token token, Commands commands, Answers answers) {
        this.view = view;
        this.token = token;
        this.commands = commands;
        this.answers = answers;
    }

    /** Stages that a run can be tried again from. */
    enum From {
        BUILD(Stage.BUILD),
        TRAIN(Stage.TRAIN),
        EVALUATE(Stage.EVALUATE),
        DEPLOY(Stage.DEPLOY);

        private final Stage stage;

        From(Stage stage) {
            this.stage = stage;
        }

        @Override
        public String toString() {
            return stage.wireName();
        }
    }

    @POST
    @Path("{run}/cancel")
    @Operation(operationId = "cancelRun", summary = "Ends a run, wherever it is, and stops what it started")
    public Uni<AnswerBody> cancel(
            @HeaderParam("Authorization") @Nullable String authorization,
            @Parameter(description = "The run's id or the start of it") @PathParam("run") String prefix,
            @Parameter(description = "Why, cut to 500 characters; shown where the run's end is told")
                    @QueryParam("reason")
                    @Nullable
                    String reason) {
        token.require(authorization);
        Run run = RunById.find(view, prefix).run();
        return ask(new RunCancel(run.id(), run.model(), Optional.ofNullable(reason)));
    }

    @POST
    @Path("{run}/retry")
    @Operation(operationId = "retryRun", summary = "Tries a run again, as its next round")
    public Uni<AnswerBody> retry(
            @HeaderParam("Authorization") @Nullable String authorization,
            @Parameter(description = "The run's id or the start of it") @PathParam("run") String prefix,
            @Parameter(description = "build, train, evaluate or deploy; where it is or ended when absent")
                    @QueryParam("from")
                    @Nullable
                    String from) {
        token.require(authorization);
        Run run = RunById.find(view, prefix).run();
        Stage stage =
                Parameters.oneOf("from", from, From.class).map(it -> it.stage).orElseGet(run::stage);
        return ask(new RunRetry(run.id(), run.model(), stage));
    }

    @POST
    @Path("{run}/rollback")
    @Operation(
            operationId = "rollbackToRun",
            summary = "Lets the run's version serve again",
            description = "What serves goes on until the version's server is well.")
    public Uni<AnswerBody> rollback(
            @HeaderParam("Authorization") @Nullable String authorization,
            @Parameter(description = "The run's id or the start of it") @PathParam("run") String prefix,
            @Parameter(description = "Why, cut to 500 characters; shown with what serves")
                    @QueryParam("reason")
                    @Nullable
                    String reason) {
        token.require(authorization);
        Run run = RunById.find(view, prefix).run();
        return ask(new DeploymentRollback(run.id(), run.model(), Optional.ofNullable(reason)));
    }

    private Uni<AnswerBody> ask(Command command) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<Optional<CommandAnswer>> answer = answers.await(id, PATIENCE);
        try {
            commands.publish(command, id);
        } catch (Commands.NotTaken e) {
            LOG.warnf(e, "%s was asked for in vain", command);
            throw new Refusal(Problem.refused(
                    503, "Not taken", e.getMessage() + "; see how the broker is, then look at the run and ask again"));
        }
        LOG.infof("asked for %s as %s", command, id);
        return Uni.createFrom()
                .completionStage(answer)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(given -> AnswerBody.of(id, given));
    }
}
