package io.millrace.promises;

/**
 * Something that must not happen, and did.
 *
 * @param about the run, the model, the command
 */
public record Breach(Promise promise, String about, String what) {
    @Override
    public String toString() {
        return promise + " " + about + ": " + what;
    }
}
