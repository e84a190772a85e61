package io.millrace.builder.webhook;

/** The broker did not take a registration, or nobody knows whether it did. */
final class NotRegistered extends RuntimeException {
    NotRegistered(Throwable cause) {
        super("the broker did not take the registration: " + cause.getMessage(), cause);
    }
}
