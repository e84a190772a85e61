package io.millrace.monitor.rest;

import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.monitor.view.Run;
import io.millrace.monitor.view.RunStatus;
import io.millrace.monitor.view.RunView;
import io.millrace.monitor.view.Until;
import io.millrace.monitor.view.View;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Runs: one trip each of a model version through the pipeline. */
@Path("/api/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "runs")
class RunResource {
    private static final String RUN_ID = "r[a-z2-7]{20}";

    private final View view;

    RunResource(View view) {
        this.view = view;
    }

    @GET
    @Operation(operationId = "listRuns", summary = "Runs, newest first")
    @APIResponse(responseCode = "200", description = "The runs")
    @APIResponse(
            responseCode = "400",
            description = "A parameter that cannot be read",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public List<RunBody> runs(
            @Parameter(description = "Of this model alone") @QueryParam("model") @Nullable String model,
            @Parameter(description = "running, waiting, succeeded, failed, rejected or cancelled")
                    @QueryParam("status")
                    @Nullable
                    String status,
            @Parameter(description = "How many at most, 1 to 10000; 100 when absent") @QueryParam("limit") @Nullable
                    String limit) {
        Optional<ModelName> wantedModel = Parameters.model(model);
        Optional<RunStatus> wantedStatus = Parameters.oneOf("status", status, RunStatus.class);
        int most = Parameters.limit(limit);
        return view
                .runs(
                        run -> wantedModel.map(run.model()::equals).orElse(true)
                                && wantedStatus.map(run.status()::equals).orElse(true),
                        most)
                .stream()
                .map(RunBody::of)
                .toList();
    }

    @GET
    @Path("{run}")
    @Operation(
            operationId = "getRun",
            summary = "A run",
            description = "With `wait` the answer comes when the run has ended, or changed, or the time is over;"
                    + " a run that is named in full may be waited for before it is known. The end is told on a topic of"
                    + " its own: the endpoint, or the alert, that belongs to it may follow a moment later.")
    @APIResponse(
            responseCode = "200",
            description = "The run, as it is when the answer comes",
            content = @Content(schema = @Schema(implementation = RunBody.class)))
    @APIResponse(
            responseCode = "400",
            description = "A parameter that cannot be read",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "404",
            description = "No such run",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "409",
            description = "Several runs start like this",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<RunBody> run(
            @Parameter(description = "The run's id or the start of it") @PathParam("run") String prefix,
            @Parameter(description = "How long to wait, for example 30s; 60s at most") @QueryParam("wait") @Nullable
                    String wait,
            @Parameter(description = "What to wait for: changed or ended; changed when absent")
                    @QueryParam("until")
                    @Nullable
                    String until) {
        Duration patience = Parameters.wait(wait);
        Until awaited = Parameters.oneOf("until", until, Until.class).orElse(Until.CHANGED);
        if (patience.isZero()) {
            return Uni.createFrom().item(() -> RunBody.of(find(prefix)));
        }
        CompletableFuture<Void> happened = view.await(awaitable(prefix), awaited)
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
        // What wakes the waiting is the thread that reads the topics: it has better things to do than to answer.
        return Uni.createFrom()
                .completionStage(happened)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(nothing -> RunBody.of(find(prefix)));
    }

    @GET
    @Path("{run}/metrics")
    @Operation(
            operationId = "getMetricHistory",
            summary = "The metrics that a run's workloads reported live",
            description = "At most 1000 points of a metric, evenly spread, and of the newest runs alone.")
    @APIResponse(responseCode = "200", description = "A series for every stage and metric")
    @APIResponse(
            responseCode = "404",
            description = "No such run",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "409",
            description = "Several runs start like this",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public HistoryBody metrics(
            @Parameter(description = "The run's id or the start of it") @PathParam("run") String prefix) {
        Run run = find(prefix).run();
        return HistoryBody.of(run.id(), view.history(run.id()));
    }

    private RunView find(String prefix) {
        return RunById.find(view, prefix);
    }

    private RunId awaitable(String prefix) {
        return prefix.matches(RUN_ID) ? new RunId(prefix) : find(prefix).run().id();
    }
}
