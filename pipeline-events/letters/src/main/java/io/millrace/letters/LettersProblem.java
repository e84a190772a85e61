package io.millrace.letters;

import io.millrace.events.Failure;

/** Dead letters cannot be read or replayed as asked; {@link #failure()} tells what is in the way and what to do. */
public final class LettersProblem extends RuntimeException {
    private final transient Failure failure;

    LettersProblem(Failure failure) {
        super(failure.summary());
        this.failure = failure;
    }

    /** Something that whoever asks can change. */
    static LettersProblem because(String code, String summary, String remedy) {
        return new LettersProblem(Failure.userError(code, summary, remedy));
    }

    public Failure failure() {
        return failure;
    }
}
