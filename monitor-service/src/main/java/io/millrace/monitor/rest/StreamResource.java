package io.millrace.monitor.rest;

import io.millrace.monitor.view.Bulletin;
import io.millrace.monitor.view.News;
import io.millrace.monitor.view.Subscriber;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * What changed, while it changes. Events say where to look again and not what is to be seen there: what a client has not
 * taken yet is merged into one event, and one that comes back begins with everything.
 */
@Path("/api/v1/stream")
@Tag(name = "stream")
class StreamResource {
    /** So that a line that was cut is noticed, and one that is idle is not cut. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** What happens within it is told at once. */
    private static final Duration GATHER = Duration.ofMillis(40);

    private final Bulletin bulletin;

    StreamResource(Bulletin bulletin) {
        this.bulletin = bulletin;
    }

    /** Where to look again. */
    @Schema(name = "News")
    record NewsBody(
            @Schema(description = "Everything; true for the first event of a stream") boolean all,
            @Schema(description = "Names of models") List<String> models) {
        static NewsBody of(News news) {
            return new NewsBody(news.all(), news.models().stream().sorted().toList());
        }
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "streamChanges",
            summary = "Which models something happened to, as server-sent events named `changed`",
            description = "A comment every 15 s while nothing happens. The first event says `all`.")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = NewsBody.class)))
    @APIResponse(
            responseCode = "503",
            description = "Too many listen already",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Multi<OutboundSseEvent> stream(@Context Sse sse) {
        Subscriber subscriber = bulletin.subscribe()
                .orElseThrow(() -> new Refusal(Problem.refused(
                        503,
                        "Too many listen",
                        "as many listen as monitor.dashboard.listeners allows; ask again later, or raise it")));
        // The next event is asked for when the last one was written: a slow client holds back nobody but itself.
        return Multi.createBy()
                .repeating()
                .uni(() -> next(subscriber, sse))
                .indefinitely()
                .onTermination()
                .invoke(subscriber::close);
    }

    private static Uni<OutboundSseEvent> next(Subscriber subscriber, Sse sse) {
        return Uni.createFrom()
                .completionStage(() -> subscriber.await(HEARTBEAT))
                .onItem()
                .delayIt()
                .by(GATHER)
                .map(nothing -> event(subscriber.take(), sse));
    }

    private static OutboundSseEvent event(News news, Sse sse) {
        if (news.isEmpty()) {
            return sse.newEventBuilder().comment("nothing new").build();
        }
        return sse.newEventBuilder()
                .name("changed")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(NewsBody.of(news))
                .build();
    }
}
