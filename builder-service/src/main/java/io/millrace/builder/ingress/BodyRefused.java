package io.millrace.builder.ingress;

/** A body is not taken; says what is wrong and what to do. */
public final class BodyRefused extends RuntimeException {
    private final Reason reason;
    private final String remedy;

    /** A closed list: whoever answers has a case for each. */
    public enum Reason {
        TOO_LARGE,
        TOO_SLOW,
        /** Too much is being received at the moment. */
        BUSY
    }

    BodyRefused(Reason reason, String detail, String remedy) {
        super(detail, null, false, false);
        this.reason = reason;
        this.remedy = remedy;
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
