package io.millrace.worker;

/** A mistake that the simulation must find, because otherwise it would find nothing. */
enum Defect {
    NONE,
    /** Every write counts, wherever it came to lie. */
    CLAIMS_ARE_IGNORED,
    /** What is decided is done before it is remembered. */
    EFFECTS_BEFORE_STATE,
    /** An event counts as read before it is remembered. */
    READ_BEFORE_REMEMBERED,
    /** A name that was concluded is free again, and whoever is late starts it anew. */
    NO_TOMBSTONES,
    /** Ending a workload leaves no trace of its name. */
    HALTED_NAMES_ARE_FREE,
    /** What the work left behind is not removed. */
    NOTHING_IS_REMOVED,
    /** Versions of a model are worked on side by side. */
    NO_QUEUE,
    /** That a run ended is written before why. */
    ENDS_BEFORE_ALERTS,
    /** Failures are told to nobody. */
    NO_ALERTS,
    /** Alerts stand for ever. */
    NO_RESOLUTIONS,
    /** Commands that are refused are not answered. */
    NO_REJECTIONS,
    /** An outcome says when it was published, and so something else the second time. */
    CONTENT_OF_THE_MOMENT,
    /** What is over is not remembered. */
    FORGETFUL
}
