package io.millrace.builder.webhook;

import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.ingress.Body;
import io.millrace.builder.ingress.Problem;
import io.millrace.builder.ingress.StartedRun;
import java.util.List;

/** What a delivery is answered. */
sealed interface Answer {
    /** A closed set: it is a label of a metric. */
    String label();

    int status();

    /** As JSON. */
    default String body() {
        return Body.of(this);
    }

    default String mediaType() {
        return "application/json";
    }

    /**
     * The broker has acknowledged that these runs start.
     *
     * @param result {@code registered}, or {@code replayed} if that was so before
     */
    record Registered(String result, List<StartedRun> runs) implements Answer {
        static Registered now(List<StartedRun> runs) {
            return new Registered("registered", runs);
        }

        static Registered before(List<StartedRun> runs) {
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
            return Problem.MEDIA_TYPE;
        }

        @Override
        public String body() {
            return problem(label(), status(), why.detail(), why.remedy());
        }
    }

    /** @param kind the last part of its type */
    static String problem(String kind, int status, String detail, String remedy) {
        return Problem.of("webhook-" + kind, status, detail, remedy).body();
    }
}
