package io.millrace.events;

import java.util.Optional;

/** What a stage says when it is through with a run: the next stage's input. */
public sealed interface StageEvent extends PipelineEvent
        permits ImageBuilt, ModelTrained, ModelEvaluated, ModelDeployed {
    RunRef run();

    /** Whose outcome it is. */
    Stage stage();

    StageStatus status();

    Candidate candidate();

    @Override
    default String key() {
        return run().model().value();
    }

    @Override
    default Optional<RunRef> runRef() {
        return Optional.of(run());
    }
}
