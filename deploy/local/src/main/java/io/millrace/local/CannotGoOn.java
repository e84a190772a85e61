package io.millrace.local;

import io.millrace.events.Failure;

/** A command cannot do what it was asked for; {@link #failure()} tells what is in the way and what to do about it. */
public final class CannotGoOn extends RuntimeException {
    private final transient Failure failure;

    public CannotGoOn(Failure failure) {
        super(failure.summary());
        this.failure = failure;
    }

    /** Something that the person at the keyboard can change. */
    public static CannotGoOn because(String code, String summary, String remedy) {
        return new CannotGoOn(Failure.userError(code, summary, remedy));
    }

    public Failure failure() {
        return failure;
    }
}
