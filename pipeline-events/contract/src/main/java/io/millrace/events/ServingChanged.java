package io.millrace.events;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What serves a model now. On a compacted topic with the model as its key: the last one is the truth.
 *
 * @param run        the run that put it there
 * @param generation counts what served this model so far, from 1
 * @param workload   name of the serving workload
 * @param candidate  spec, image, artifact and evaluation metrics of the version that serves
 * @param slices     evaluation metrics by slice, what a later candidate is compared with
 * @param dataDigest of the evaluation's data, where the evaluation reported one
 * @param endpoint   where predictions are answered
 * @param previous   generation that served before; absent for the first
 * @param replaces   name of the workload that served before and may be stopped now; absent for the first
 */
public record ServingChanged(
        RunRef run,
        long generation,
        String workload,
        Candidate candidate,
        Map<String, Metrics> slices,
        Optional<String> dataDigest,
        URI endpoint,
        Optional<Long> previous,
        Optional<String> replaces)
        implements PipelineEvent {
    public ServingChanged {
        slices = Map.copyOf(slices);
    }

    /** Something that takes over from nothing that has to be stopped. */
    public ServingChanged(
            RunRef run,
            long generation,
            String workload,
            Candidate candidate,
            Map<String, Metrics> slices,
            Optional<String> dataDigest,
            URI endpoint,
            Optional<Long> previous) {
        this(run, generation, workload, candidate, slices, dataDigest, endpoint, previous, Optional.empty());
    }

    @Override
    public String key() {
        return run.model().value();
    }

    @Override
    public Optional<RunRef> runRef() {
        return Optional.of(run);
    }
}
