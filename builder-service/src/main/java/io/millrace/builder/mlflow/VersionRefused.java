package io.millrace.builder.mlflow;

import io.millrace.events.Failure;

/** A version is wanted and can be no registration, because its commit is not known; says what to do. */
final class VersionRefused extends RuntimeException {
    static final String CODE = "mlflow-commit-unknown";

    private final String remedy;

    VersionRefused(String detail, String remedy) {
        super(detail, null, false, false);
        this.remedy = remedy;
    }

    /** What is wrong. */
    String detail() {
        return String.valueOf(getMessage());
    }

    /** What to do about it. */
    String remedy() {
        return remedy;
    }

    Failure failure() {
        return Failure.userError(CODE, detail(), remedy);
    }
}
