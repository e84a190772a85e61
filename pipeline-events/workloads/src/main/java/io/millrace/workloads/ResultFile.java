package io.millrace.workloads;

import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import java.util.Map;
import java.util.Optional;

/**
 * What a workload wrote to {@code MILLRACE_RESULT}:
 * {@code {"metrics": {"accuracy": 0.93}, "slices": {"digit=8": {"accuracy": 0.88}}, "dataDigest": "…"}}, all of it
 * optional. Fields with other names are the workload's own affair.
 */
public sealed interface ResultFile {

    /**
     * It is as it should be.
     *
     * @param slices     metrics by slice, for example {@code digit=8}; in the order of the file
     * @param dataDigest of the data that was measured on, at most 200 characters; absent when the file names none
     */
    record Read(Metrics metrics, Map<String, Metrics> slices, Optional<String> dataDigest) implements ResultFile {}

    /** It is not; {@code failure} has the code {@code result-invalid} and names the field. */
    record Broken(Failure failure) implements ResultFile {}

    /** Never throws. No file is a file without metrics. */
    static ResultFile parse(Optional<String> json) {
        return json.map(ResultReader::read).orElse(new Read(Metrics.NONE, Map.of(), Optional.empty()));
    }
}
