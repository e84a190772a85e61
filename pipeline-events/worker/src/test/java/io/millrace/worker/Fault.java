package io.millrace.worker;

/** What may be done to the world at any moment. */
enum Fault {
    /** A process dies; another may be started at once. */
    CRASH,
    /** A process counts as dead for others, and goes on without knowing. */
    EXPIRY,
    /** A process is asked to give up what it has. */
    REBALANCE,
    /** The broker acknowledges a write and does not say where it lies. */
    OFFSET_UNKNOWN,
    /** A workload is killed. */
    WORKLOAD_LOST,
    /** The runtime cannot be reached for a call. */
    HICCUP,
    /** The runtime cannot be reached for so long that somebody has to be told. */
    OUTAGE,
    /** The state topic is compacted now. */
    COMPACTION
}
