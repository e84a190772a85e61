package io.millrace.bench.chaos;

/** What somebody is going to ask of the pipeline on account of a run. */
enum Wish {
    NOTHING,
    /** Once its image is built, that the run ends. */
    CANCEL,
    /** Once its training has failed, that it is trained again. */
    RETRY,
    /** The same, and in the same breath that the run ends: before its round has begun. */
    RETRY_AND_CANCEL,
    /** The same, and that the run ends once its round has begun. */
    RETRY_THEN_CANCEL,
    /** Once it serves, that the version which served before it does so again. */
    ROLLBACK,
    /** Once it is deployed, that it serves no more. */
    REMOVE
}
