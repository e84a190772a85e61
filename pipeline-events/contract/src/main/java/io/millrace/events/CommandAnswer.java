package io.millrace.events;

import java.util.Optional;

/** What became of a {@link Command}; the first one in the log counts. */
public sealed interface CommandAnswer extends PipelineEvent permits CommandAccepted, CommandRejected {
    /** The command event's id. */
    String command();

    RunId run();

    ModelName model();

    /** The stage that answers. */
    Stage stage();

    @Override
    default String key() {
        return model().value();
    }

    @Override
    default Optional<RunRef> runRef() {
        return Optional.empty();
    }
}
