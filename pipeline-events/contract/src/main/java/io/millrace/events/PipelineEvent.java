package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;

/** A fact on one of the pipeline's topics. The records are the events' data; {@link Envelope} is what goes around. */
public sealed interface PipelineEvent
        permits ModelRegistered,
                StageEvent,
                ServingEvent,
                RunEnded,
                StageProgressed,
                AlertRaised,
                AlertResolved,
                Command,
                CommandAnswer {

    /** The record key: the model's name, so that everything about a model stays in order. */
    @JsonIgnore
    String key();

    /** The run it belongs to; empty for a registration, which starts one, and for what concerns no run. */
    @JsonIgnore
    Optional<RunRef> runRef();

    /** The CloudEvents subject: {@code <model>/<version>}. */
    @JsonIgnore
    default String subject() {
        return runRef().map(RunRef::subject).orElseGet(this::key);
    }
}
