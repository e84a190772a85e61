package io.millrace.bench.chaos;

import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.Stage;
import java.util.Set;

/**
 * What is to become of a run: decided by the version that is registered, which is a branch of its repository, unless
 * somebody cancels it on its way.
 */
enum Fate {
    GOOD("good", Stage.DEPLOY, Set.of(Result.DEPLOYED, Result.FINISHED)),
    TRAINING_FAILS("training-fails", Stage.TRAIN, Set.of(Result.FAILED)),
    GATE_MISSED("gate-missed", Stage.EVALUATE, Set.of(Result.REJECTED)),
    /** Once it was built, and wherever it was then. No version is registered as one of these. */
    CANCELLED("cancelled", Stage.UNKNOWN, Set.of(Result.CANCELLED));

    private final String branch;
    private final Stage endsAt;
    private final Set<Result> results;

    Fate(String branch, Stage endsAt, Set<Result> results) {
        this.branch = branch;
        this.endsAt = endsAt;
        this.results = results;
    }

    String branch() {
        return branch;
    }

    Stage endsAt() {
        return endsAt;
    }

    boolean allows(RunEnded end) {
        return (end.stage() == endsAt || this == CANCELLED) && results.contains(end.result());
    }

    /** Of which stages there is one on the log. A stage that fails has none; one that rejects a version has. */
    Set<Stage> outcomes() {
        return switch (this) {
            case GOOD -> Set.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY);
            case TRAINING_FAILS, CANCELLED -> Set.of(Stage.BUILD);
            case GATE_MISSED -> Set.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE);
        };
    }

    /** Which stages run one that ends by itself. */
    Set<Stage> commands() {
        return switch (this) {
            case TRAINING_FAILS -> Set.of(Stage.TRAIN);
            case GOOD, GATE_MISSED -> Set.of(Stage.TRAIN, Stage.EVALUATE);
            case CANCELLED -> Set.of();
        };
    }

    boolean isGood() {
        return this == GOOD;
    }
}
