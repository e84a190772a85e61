package io.millrace.bench;

import java.util.List;

/**
 * All that was measured.
 *
 * @param quick          whether it was only tried out; such values are no figures
 * @param firstStarts    milliseconds until a stack is up that never was before
 * @param laterStarts    milliseconds until one is up that was before
 * @param firstRuns      the first run of each first start
 * @param firstLaterRuns the first run of each later start
 * @param runs           further runs of a stack that is up
 * @param idle           the processes, some time after they were ready
 * @param idleAfterRuns  the processes after {@code runsBefore} runs, and some time
 */
record Figures(
        boolean quick,
        Samples firstStarts,
        Samples laterStarts,
        List<Round> firstRuns,
        List<Round> firstLaterRuns,
        List<Round> runs,
        List<Footprint> idle,
        List<Footprint> idleAfterRuns,
        int runsBefore) {}
