package io.millrace.builder.mlflow;

import io.millrace.events.Failure;

/** The registry was asked, and what came was no answer; says what is wrong and what to do. */
final class RegistryTrouble extends RuntimeException {
    private final Kind kind;
    private final String remedy;

    /** A closed list: it is a label of a metric, and part of an alert's code. */
    enum Kind {
        /** Nobody answered, or somebody asked to come later. */
        UNAVAILABLE("mlflow-unavailable"),
        /** The credentials are wrong, or cannot be read. */
        UNAUTHORIZED("mlflow-unauthorized"),
        /** Whoever answered is not MLflow, or not one that is understood. */
        NOT_UNDERSTOOD("mlflow-not-understood");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** Of the alert. */
        String code() {
            return code;
        }

        /** Of the metric. */
        String label() {
            return code.substring("mlflow-".length());
        }
    }

    RegistryTrouble(Kind kind, String detail, String remedy) {
        super(detail, null, false, false);
        this.kind = kind;
        this.remedy = remedy;
    }

    Kind kind() {
        return kind;
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
        return Failure.transientFailure(kind.code(), detail(), remedy);
    }
}
