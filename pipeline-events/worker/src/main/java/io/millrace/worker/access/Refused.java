package io.millrace.worker.access;

/** The broker does not let this worker do its work, which an operator can change while it runs. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** @param reason what is wrong, with whom and where, and what to do about it */
    public Refused(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
