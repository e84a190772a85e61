package io.millrace.monitor.view;

import java.util.Optional;

/**
 * What an event did to a run.
 *
 * @param before absent when the run was not known
 */
public record Change(Optional<Run> before, Run after) {}
