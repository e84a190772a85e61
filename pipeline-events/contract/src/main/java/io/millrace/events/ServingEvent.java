package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;

/**
 * What became of a model in production. On a compacted topic with the model as its key: the one with the highest
 * generation is the truth.
 */
public sealed interface ServingEvent extends PipelineEvent permits ServingChanged, ServingEnded {
    RunRef run();

    /** Counts these events of the model, from 1. */
    long generation();

    /** Name of the workload that serves now, or that served last. */
    String workload();

    /** Which of two events of a model is the truth: a copy of the earlier one may lie behind the later one. */
    static ServingEvent later(ServingEvent one, ServingEvent other) {
        return other.generation() < one.generation() ? one : other;
    }

    /** Names of workloads that served and serve no more. That they were stopped already is possible, not certain. */
    @JsonIgnore
    List<String> over();

    /** The latest registration that served so far. Only a later one takes over by itself, whatever serves now. */
    @JsonIgnore
    Sequence latestServed();

    @Override
    default String key() {
        return run().model().value();
    }

    @Override
    default Optional<RunRef> runRef() {
        return Optional.of(run());
    }
}
