package io.millrace.peer;

import java.util.Locale;
import java.util.Optional;

/** The stages, in the order in which an event goes through them. */
enum Stage {
    BUILD,
    TRAIN,
    EVALUATE,
    DEPLOY,
    MONITOR;

    /** What the stage reads. */
    String topic() {
        return "peer." + word();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Optional<Stage> next() {
        return this == MONITOR ? Optional.empty() : Optional.of(values()[ordinal() + 1]);
    }
}
