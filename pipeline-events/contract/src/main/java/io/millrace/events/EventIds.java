package io.millrace.events;

import java.util.UUID;

/**
 * Ids that are functions of their cause: whoever publishes the same fact twice, or two that exclude each other,
 * publishes it under one id, and every reader keeps the first.
 */
public final class EventIds {
    private static final UUID NAMESPACE = UUID.fromString("6f1c9e0a-52f4-5a1e-9d4b-0d6a2c9b7e11");

    private EventIds() {}

    /** Of the event with which a stage answers for a run; without attempt, so that a late attempt changes nothing. */
    public static String outcome(RunRef run, Stage stage) {
        return id(run, stage, "outcome");
    }

    public static String serving(RunRef run) {
        return id(run, Stage.DEPLOY, "serving");
    }

    public static String ended(RunRef run) {
        return uuid(run.run() + "/" + run.round() + "/ended");
    }

    public static String alert(RunRef run, Stage stage, String code) {
        return id(run, stage, "alert/" + code);
    }

    /** Of the alert for a record that could not be read, which belongs to no run. */
    public static String alert(String topic, int partition, long offset) {
        return uuid("record/" + topic + "/" + partition + "/" + offset);
    }

    /**
     * Of an alert about the pipeline itself, which belongs to no run and may come again.
     *
     * @param previous id of the last alert with this fingerprint, which was resolved; empty for the first
     */
    public static String alertAfter(String fingerprint, String previous) {
        return uuid("again/" + fingerprint + "/" + previous);
    }

    public static String resolved(String alertId) {
        return uuid("resolved/" + alertId);
    }

    /** Of the answer to a command: whichever stage answers and whatever it says, the first one counts. */
    public static String answer(String commandId) {
        return uuid("answer/" + commandId);
    }

    /**
     * Of a report on the way.
     *
     * @param mark tells reports of one state apart, for example the number of a metric line; empty for the only one
     */
    public static String progress(RunRef run, Stage stage, int attempt, StageProgressed.State state, String mark) {
        return id(run, stage, "progress/" + attempt + "/" + state + "/" + mark);
    }

    private static String id(RunRef run, Stage stage, String what) {
        return uuid(run.run() + "/" + run.round() + "/" + stage + "/" + what);
    }

    private static String uuid(String name) {
        return Hashes.uuid5(NAMESPACE, name).toString();
    }
}
