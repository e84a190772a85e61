package io.millrace.builder.http;

import java.util.Map;

/** A request, or one event of it, is not taken; says to whoever sent it what is wrong and what to do. */
final class Refused extends RuntimeException {
    private final Refusal refusal;
    private final String remedy;
    private final transient Map<String, String> headers;

    Refused(Refusal refusal, String detail, String remedy) {
        this(refusal, detail, remedy, Map.of());
    }

    /** @param headers of the answer */
    Refused(Refusal refusal, String detail, String remedy, Map<String, String> headers) {
        super(detail, null, false, false);
        this.refusal = refusal;
        this.remedy = remedy;
        this.headers = Map.copyOf(headers);
    }

    Refusal refusal() {
        return refusal;
    }

    /** What is wrong. */
    String detail() {
        return String.valueOf(getMessage());
    }

    /** What to do about it. */
    String remedy() {
        return remedy;
    }

    Map<String, String> headers() {
        return headers;
    }
}
