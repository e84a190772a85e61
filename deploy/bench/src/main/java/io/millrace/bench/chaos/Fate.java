package io.millrace.bench.chaos;

import io.millrace.events.RunEnded.Result;
import io.millrace.events.Stage;
import java.util.Set;

/** What is to become of a run: decided by the version that is registered, which is a branch of its repository. */
enum Fate {
    GOOD("good", Stage.DEPLOY, Set.of(Result.DEPLOYED, Result.FINISHED)),
    TRAINING_FAILS("training-fails", Stage.TRAIN, Set.of(Result.FAILED)),
    GATE_MISSED("gate-missed", Stage.EVALUATE, Set.of(Result.REJECTED));

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

    boolean allows(Result result) {
        return results.contains(result);
    }

    boolean isGood() {
        return this == GOOD;
    }
}
