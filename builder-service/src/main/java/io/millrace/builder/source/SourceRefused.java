package io.millrace.builder.source;

import io.millrace.events.Failure;

/** No image can be made of this source; {@link #failure()} tells the model's authors why. */
public final class SourceRefused extends RuntimeException {
    private final transient Failure failure;

    public SourceRefused(Failure failure) {
        super(failure.summary());
        this.failure = failure;
    }

    public static SourceRefused because(String code, String summary, String remedy) {
        return new SourceRefused(Failure.userError(code, summary, remedy));
    }

    public Failure failure() {
        return failure;
    }
}
