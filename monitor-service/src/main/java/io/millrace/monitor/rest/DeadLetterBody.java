package io.millrace.monitor.rest;

import io.millrace.letters.Listing;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A record that a worker could not read, in short. */
@Schema(name = "DeadLetter")
record DeadLetterBody(
        @Schema(description = "Where it lies: worker, partition and offset", examples = "builder/3/17") String id,
        @Schema(description = "When it became a dead letter") Instant at,
        @Schema(description = "Who could not read it") String worker,
        @Schema(description = "Where the record was found") String topic,
        int partition,
        long offset,
        @Schema(description = "The record's key as far as it can be shown; null when there is none")
                Optional<String> key,
        @Schema(description = "How long the record's value is; null when there is none") Optional<Integer> bytes,
        @Schema(description = "Why it could not be read") String reason,
        @Schema(description = "How often it was published again") int replays,
        @Schema(description = "When it was the last time") Optional<Instant> replayedAt) {

    static DeadLetterBody of(Listing.Line line) {
        return new DeadLetterBody(
                line.id().toString(),
                line.written(),
                line.id().worker().worker(),
                line.topic(),
                line.partition(),
                line.offset(),
                line.key(),
                line.valueBytes(),
                line.reason(),
                line.replays(),
                line.replayed());
    }
}
