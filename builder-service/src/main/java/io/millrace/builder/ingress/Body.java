package io.millrace.builder.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.events.Json;

/** The body of an answer. */
public final class Body {
    private Body() {}

    /** As JSON. */
    public static String of(Object answer) {
        try {
            return Json.MAPPER.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written: " + answer, e);
        }
    }
}
