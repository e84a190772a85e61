package io.millrace.builder.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.events.Json;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** What a delivery is answered. */
sealed interface Answer {
    String PROBLEM = "application/problem+json";

    /** A closed set: it is a label of a metric. */
    String label();

    int status();

    /** As JSON. */
    default String body() {
        return write(this);
    }

    default String mediaType() {
        return "application/json";
    }

    /**
     * The broker has acknowledged that these runs start.
     *
     * @param result {@code registered}, or {@code replayed} if that was so before
     */
    record Registered(String result, List<Run> runs) implements Answer {
        static Registered now(List<Run> runs) {
            return new Registered("registered", runs);
        }

        static Registered before(List<Run> runs) {
            return new Registered("replayed", runs);
        }

        @Override
        public String label() {
            return result;
        }

        @Override
        public int status() {
            return 202;
        }
    }

    /** @param event the id of its registration */
    record Run(ModelName model, String event, RunId run) {}

    /**
     * Nothing starts, and that is right.
     *
     * @param result {@code ping}; {@code unknown-repository} if there is no model of that repository; or {@code ignored}
     */
    record Ignored(String result, List<String> reasons) implements Answer {
        @Override
        public String label() {
            return result;
        }

        @Override
        public int status() {
            return 200;
        }
    }

    /** It is not taken. */
    record Refused(DeliveryRefused why) implements Answer {
        @Override
        public String label() {
            return why.refusal().label();
        }

        @Override
        public int status() {
            return why.refusal().status();
        }

        @Override
        public String mediaType() {
            return PROBLEM;
        }

        @Override
        public String body() {
            return problem(label(), status(), why.detail(), why.remedy());
        }
    }

    /** After RFC 9457, and what to do. */
    record Problem(String type, String title, int status, String detail, String remedy) {}

    /** @param kind the last part of its type */
    static String problem(String kind, int status, String detail, String remedy) {
        return write(new Problem(
                "https://millrace.io/problems/webhook-" + kind,
                HttpResponseStatus.valueOf(status).reasonPhrase(),
                status,
                detail,
                remedy));
    }

    private static String write(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written: " + value, e);
        }
    }
}
