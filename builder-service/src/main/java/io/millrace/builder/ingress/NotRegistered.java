package io.millrace.builder.ingress;

/** The broker did not take a registration, or nobody knows whether it did. */
public final class NotRegistered extends RuntimeException {
    public NotRegistered(Throwable cause) {
        super("the broker did not take the registration: " + cause.getMessage(), cause);
    }
}
