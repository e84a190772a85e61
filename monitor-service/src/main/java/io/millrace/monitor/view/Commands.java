package io.millrace.monitor.view;

import io.millrace.events.Command;

/** Asks the stages for something. */
public interface Commands {

    /**
     * Publishes the command, and blocks for some seconds at most until the broker has it.
     *
     * @param id the command's, by which its answer names it
     * @throws NotTaken when the broker did not say that it has it; it may have it all the same
     */
    void publish(Command command, String id) throws NotTaken;

    /** The broker did not take a command. */
    final class NotTaken extends Exception {
        public NotTaken(Throwable cause) {
            super("the broker did not take the command: " + cause.getMessage(), cause);
        }
    }
}
