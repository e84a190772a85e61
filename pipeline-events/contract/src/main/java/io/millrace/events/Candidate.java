package io.millrace.events;

import java.util.Optional;

/**
 * What travels along the pipeline and grows on the way: an event carries all that the next stage needs.
 *
 * @param spec     as resolved for this run: defaults filled in, parameters overridden
 * @param image    absent when nothing was built
 * @param artifact the trained model; absent before training and when training was skipped
 * @param metrics  of the latest stage that measured any: training's, then evaluation's
 */
public record Candidate(PipelineSpec spec, Optional<ImageRef> image, Optional<ArtifactRef> artifact, Metrics metrics) {

    public Candidate trained(Optional<ArtifactRef> model, Metrics measured) {
        return new Candidate(spec, image, model, measured);
    }

    public Candidate evaluated(Metrics measured) {
        return new Candidate(spec, image, artifact, measured);
    }
}
