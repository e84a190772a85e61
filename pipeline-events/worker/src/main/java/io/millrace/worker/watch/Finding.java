package io.millrace.worker.watch;

/** What a look says about one part of the pipeline. */
sealed interface Finding {
    Finding FINE = new Fine();
    Finding SUSPECTED = new Suspected();

    /** Nothing is wrong: what stands about it is resolved. */
    record Fine() implements Finding {}

    /** Something is wrong, but not for long enough; a restart looks like this. What stands goes on standing. */
    record Suspected() implements Finding {}

    /** Something is wrong: this is raised, and what else stands about the part is resolved. */
    record Certain(Alarm alarm) implements Finding {}
}
