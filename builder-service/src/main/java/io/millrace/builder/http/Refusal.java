package io.millrace.builder.http;

import java.util.Locale;

/** Why a request is not taken. A closed list: it is a label of a metric, and part of the answer's type. */
enum Refusal {
    /** Nobody may send anything. */
    NOT_CONFIGURED(403),
    NO_CREDENTIALS(401),
    BAD_CREDENTIALS(401),
    /** Known, but not for this model. */
    MODEL_NOT_ALLOWED(403),
    UNSUPPORTED_CONTENT(415),
    MALFORMED(400),
    /** An event that only the pipeline publishes, or that it does not know. */
    NOT_A_REGISTRATION(400),
    /** A source that no builder would fetch. */
    SOURCE_REFUSED(400),
    /** The id was used for something else. */
    ID_TAKEN(409),
    TOO_LARGE(413),
    TOO_SLOW(408),
    TOO_MANY(429),
    /** Too much is being received at the moment. */
    BUSY(503),
    /** The broker, or the issuer of tokens, does not answer. */
    UNAVAILABLE(503),
    /** Millrace itself is at fault. */
    FAILED(500);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /** Of the HTTP response. */
    int status() {
        return status;
    }

    /** For example {@code bad-credentials}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of the problem. */
    String type() {
        return "http-" + label();
    }
}
