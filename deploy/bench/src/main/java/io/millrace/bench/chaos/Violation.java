package io.millrace.bench.chaos;

import io.millrace.promises.Breach;

/** Something that must not happen, and did. */
sealed interface Violation {

    /** The {@link io.millrace.promises.Promise} or the {@link Kind}. */
    Enum<?> kind();

    /** What is promised whatever was planned. */
    record Broken(Breach breach) implements Violation {
        @Override
        public Enum<?> kind() {
            return breach.promise();
        }

        @Override
        public String toString() {
            return breach.toString();
        }
    }

    /**
     * Something became of a run or a model that was not planned.
     *
     * @param about the run or the model
     */
    record Deviation(Kind kind, String about, String what) implements Violation {
        @Override
        public String toString() {
            return kind + " " + about + ": " + what;
        }
    }

    enum Kind {
        REGISTRATION_MISSING,
        COMMAND_MISSING,
        RUN_NOBODY_ASKED_FOR,
        WRONG_END,
        OUTCOME_MISSING,
        EFFECT_MISSING,
        UNREADABLE,
        WRONG_VERSION_SERVES,
        TWO_ALERTS,
        ALERT_STANDS
    }
}
