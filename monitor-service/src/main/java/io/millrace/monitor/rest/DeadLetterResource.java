package io.millrace.monitor.rest;

import io.millrace.events.Stage;
import io.millrace.letters.LetterId;
import io.millrace.letters.LettersProblem;
import io.millrace.letters.Replay;
import io.millrace.monitor.letters.LetterBox;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Records that a worker could not read: what they are, and publishing them again. */
@Path("/api/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "dead letters")
@APIResponse(
        responseCode = "400",
        description = "A parameter that cannot be read",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "503",
        description = "The broker does not answer, or others read the dead letters",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
class DeadLetterResource {
    private static final Logger LOG = Logger.getLogger(DeadLetterResource.class);
    private static final String PATH_OF_ONE = "{worker}/{partition}/{offset}";
    private static final int MAX_LIMIT = 1_000;

    private final LetterBox box;
    private final Token token;

    DeadLetterResource(LetterBox box, Token token) {
        this.box = box;
        this.token = token;
    }

    /** Where a record lies that was published again. */
    @Schema(name = "Replayed")
    record ReplayedBody(String id, String topic, int partition, long offset) {
        private static ReplayedBody of(Replay.Sent sent) {
            return new ReplayedBody(sent.id().toString(), sent.topic(), sent.partition(), sent.offset());
        }
    }

    @GET
    @Operation(
            operationId = "listDeadLetters",
            summary = "Dead letters, the latest first",
            description = "Reads all of them from the broker for each request.")
    @APIResponse(responseCode = "200", description = "The dead letters")
    public List<DeadLetterBody> deadLetters(
            @Parameter(description = "Those that this worker could not read; all when absent")
                    @QueryParam("worker")
                    @Nullable
                    String worker,
            @Parameter(description = "How many at most, 1 to 1000; 100 when absent") @QueryParam("limit") @Nullable
                    String limit)
            throws InterruptedException {
        Optional<Stage> wanted = Optional.ofNullable(worker).map(DeadLetterResource::worker);
        int most = Parameters.limit(limit, MAX_LIMIT);
        return asked(() -> box.list(wanted, most)).lines().stream()
                .map(DeadLetterBody::of)
                .toList();
    }

    @GET
    @Path(PATH_OF_ONE)
    @Operation(operationId = "getDeadLetter", summary = "A dead letter, and what is in it")
    @APIResponse(responseCode = "200", description = "The dead letter")
    @APIResponse(
            responseCode = "404",
            description = "No such dead letter",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public DeadLetterContent deadLetter(
            @PathParam("worker") String worker,
            @PathParam("partition") String partition,
            @PathParam("offset") String offset)
            throws InterruptedException {
        LetterId id = id(worker, partition, offset);
        return DeadLetterContent.of(asked(() -> box.find(id)));
    }

    @POST
    @Path(PATH_OF_ONE + "/replay")
    @SecurityRequirement(name = "token")
    @Operation(
            operationId = "replayDeadLetter",
            summary = "Publishes the record again, as it came and where it came from",
            description = "An event that was worked on already is known by its id, and not worked on again.")
    @APIResponse(responseCode = "200", description = "Where it lies now")
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
            description = "No such dead letter",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "409",
            description = "It was replayed already, or cannot be replayed as it is",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public ReplayedBody replay(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("worker") String worker,
            @PathParam("partition") String partition,
            @PathParam("offset") String offset,
            @Parameter(description = "Also if it was replayed already") @QueryParam("again") boolean again)
            throws InterruptedException {
        token.require(authorization);
        LetterId id = id(worker, partition, offset);
        Replay.Sent sent = asked(() -> box.replay(id, again))
                .orElseThrow(() -> new Refusal(Problem.refused(
                        409,
                        "Replayed already",
                        "dead letter " + id + " was replayed already; again=true does it once more")));
        LOG.infof(
                "dead letter %s was asked to be replayed, and is now %s-%d@%d",
                id, sent.topic(), sent.partition(), sent.offset());
        return ReplayedBody.of(sent);
    }

    private static Stage worker(String name) {
        try {
            return LetterId.workerNamed(name);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Problem.badParameter(
                    "worker", name, LetterId.WORKERS.stream().map(Stage::worker).toList()));
        }
    }

    private static LetterId id(String worker, String partition, String offset) {
        String text = worker + "/" + partition + "/" + offset;
        try {
            return LetterId.of(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Problem.notFound("dead letter", text, "see /api/v1/dead-letters for those there are"));
        }
    }

    private interface Question<T> {
        T put() throws LetterBox.Busy, InterruptedException;
    }

    private static <T> T asked(Question<T> question) throws InterruptedException {
        try {
            return question.put();
        } catch (LetterBox.Busy e) {
            throw new Refusal(Problem.refused(503, "Busy", "others read the dead letters; ask again"));
        } catch (LettersProblem e) {
            throw new Refusal(problem(e));
        }
    }

    private static Problem problem(LettersProblem e) {
        String detail = e.failure().summary() + ". " + e.failure().remedy();
        return switch (e.failure().code()) {
            case "no-such-letter" -> Problem.refused(404, "No such letter", detail);
            case "no-such-place", "letter-cut" -> Problem.refused(409, "Not to be replayed", detail);
            default -> Problem.refused(503, "Broker silent", detail);
        };
    }
}
