package io.millrace.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.events.EventCodec;
import io.millrace.events.EventType;
import io.millrace.events.Failure;
import io.millrace.events.Json;
import io.millrace.events.PipelineEvent;

/** Keeps events that no reader would accept from being published: the stage fails instead, and says why. */
final class EventSize {
    private EventSize() {}

    static Outcome checked(Outcome outcome) {
        if (outcome instanceof Outcome.Answered answered) {
            for (PipelineEvent event : answered.events()) {
                int bytes = bytes(event);
                if (bytes > EventCodec.MAX_DATA_BYTES) {
                    return new Outcome.Failed(tooLarge(event, bytes));
                }
            }
        }
        return outcome;
    }

    private static Failure tooLarge(PipelineEvent event, int bytes) {
        return Failure.userError(
                "event-too-large",
                "the answer " + EventType.of(event).wireName() + " has " + bytes + " bytes, more than the "
                        + EventCodec.MAX_DATA_BYTES + " that an event may have",
                "Report fewer metrics and slices, or make millrace.yaml smaller.");
    }

    private static int bytes(PipelineEvent event) {
        try {
            return Json.MAPPER.writeValueAsBytes(event).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that cannot be written: " + event, e);
        }
    }
}
