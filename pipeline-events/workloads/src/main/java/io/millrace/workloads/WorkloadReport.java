package io.millrace.workloads;

import java.net.URI;

/** What becomes of a workload: {@code Started Line* [Ready Line*] Ended}. */
public sealed interface WorkloadReport {

    /** The command runs. */
    record Started() implements WorkloadReport {}

    /** A line that the command wrote, to standard output or standard error; cut to 8,192 characters. */
    record Line(String text) implements WorkloadReport {}

    /** A server answers its health path with 2xx for the first time. */
    record Ready(URI address) implements WorkloadReport {}

    /** It is over. */
    record Ended(WorkloadEnd end) implements WorkloadReport {}
}
