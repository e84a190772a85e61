package io.millrace.workloads.process;

import java.time.Duration;

/**
 * How much a workload may take.
 *
 * @param logBytes      it may write to standard output and standard error together
 * @param outputBytes   its output folder may hold
 * @param folderBytes   all that it writes may have together, temporary files and working directory included
 * @param resultBytes   its result file may hold
 * @param grace         it has from being asked to end until it is ended by force
 * @param imageEntries  its image may unpack to
 * @param imageBytes    its image may unpack to
 */
public record Limits(
        long logBytes,
        long outputBytes,
        long folderBytes,
        long resultBytes,
        Duration grace,
        long imageEntries,
        long imageBytes) {

    /** 64 MiB of log, 2 GiB of output, 8 GiB of everything, 256 KiB of result, 5 seconds of grace, 100,000 files of 8 GiB. */
    public static final Limits DEFAULT =
            new Limits(64L << 20, 2L << 30, 8L << 30, 256L << 10, Duration.ofSeconds(5), 100_000, 8L << 30);
}
