package io.millrace.events;

/** What reading a record's bytes came to. Reading never throws. */
public sealed interface Decoded {

    record Event(Envelope envelope) implements Decoded {}

    /** A newer producer's event, of our own namespace. Count it and move on. */
    record UnknownType(String wireName) implements Decoded {}

    /**
     * Bytes that break the contract; they go to the dead letters.
     *
     * @param reason names the field, the value and what was expected; one line of at most 300 characters, fit to be
     *               shown as it is, whatever the bytes were
     */
    record Malformed(String reason) implements Decoded {
        private static final int MAX_REASON_CHARS = 300;

        public Malformed {
            reason = Text.line(reason, MAX_REASON_CHARS);
        }
    }
}
