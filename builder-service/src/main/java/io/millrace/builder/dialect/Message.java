package io.millrace.builder.dialect;

import java.util.List;

/** What a delivery tells, once it is known to be genuine. */
public sealed interface Message {

    /** The host tries whether it can reach us. */
    record Ping() implements Message {}

    /** One for each branch and tag that was moved, in the host's order. */
    record Pushed(List<Push> pushes) implements Message {
        public Pushed {
            pushes = List.copyOf(pushes);
        }
    }

    /** Something happened to a version in a model registry, which has to be asked what follows. */
    record Told(RegistryNews news) implements Message {}

    /**
     * Something that starts no run.
     *
     * @param event as the host names it
     */
    record Other(String event) implements Message {}
}
