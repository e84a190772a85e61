package io.millrace.worker.run;

/** An alert of this stage that the model's next good run resolves. */
public record OpenAlert(String alertId, String fingerprint) {}
