package io.millrace.worker.run;

/** Where an event lies in the log; the log keeps it, so that a later round can be given the same. */
public record Origin(String topic, int partition, long offset) {}
