package io.millrace.events;

import java.util.Optional;

/**
 * Which run an event belongs to.
 *
 * @param round    how often a person asked for the run to be tried again; 0 for the first trip
 * @param version  unknown until the source was fetched, when the registration named none
 * @param sequence the run's place among the registrations of its model
 */
public record RunRef(RunId run, int round, ModelName model, Optional<Version> version, Sequence sequence) {
    public RunRef {
        if (round < 0) {
            throw new IllegalArgumentException("round " + round + " of run " + run + " is negative");
        }
    }

    public RunRef withVersion(Version known) {
        return new RunRef(run, round, model, Optional.of(known), sequence);
    }

    /** The CloudEvents subject: {@code model/version}, or the model alone while the version is unknown. */
    public String subject() {
        return version.map(known -> model + "/" + known).orElse(model.value());
    }
}
