package io.millrace.builder.dialect;

import java.util.Locale;

/** Why a delivery is not taken. A closed list: it is a label of a metric, and part of the answer's type. */
public enum Refusal {
    /** No secret is known that could tell the host from a stranger. */
    NOT_CONFIGURED(403),
    /** The headers are those of another kind of host. */
    OTHER_SENDER(400),
    UNSIGNED(401),
    BAD_SIGNATURE(401),
    /** Signed, but too long ago or in the future. */
    STALE(401),
    NOT_JSON(415),
    /** JSON, but not what the host sends. */
    MALFORMED(400),
    /** A registry's version that can become no registration, because nobody knows its commit. */
    VERSION_REFUSED(422),
    TOO_LARGE(413),
    TOO_SLOW(408),
    /** Too much is being received at the moment. */
    BUSY(503),
    /** The broker did not acknowledge in time, a registry did not answer, or a secret's file cannot be read. */
    UNAVAILABLE(503),
    /** Millrace itself is at fault. */
    FAILED(500);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /** Of the HTTP response. */
    public int status() {
        return status;
    }

    /** For example {@code bad-signature}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
