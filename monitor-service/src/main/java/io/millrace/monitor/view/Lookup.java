package io.millrace.monitor.view;

import io.millrace.events.RunId;
import java.util.List;

/** What looking for a run by the start of its id came to. */
public sealed interface Lookup {

    record One(RunView run) implements Lookup {}

    record None() implements Lookup {}

    /**
     * @param some of the runs that it could be, ten at most
     */
    record Several(List<RunId> some) implements Lookup {}
}
