package io.millrace.events;

import java.util.Optional;

/**
 * Somebody wants something done about a run. Every stage reads it; the one that has the run acts, and answers with
 * {@link CommandAccepted} or {@link CommandRejected}. Published twice under one id, it is one command.
 */
public sealed interface Command extends PipelineEvent permits RunCancel, RoundCommand {
    RunId run();

    ModelName model();

    @Override
    default String key() {
        return model().value();
    }

    /** Which round it concerns follows from its place in the log, and so nobody needs to know it beforehand. */
    @Override
    default Optional<RunRef> runRef() {
        return Optional.empty();
    }
}
