package io.millrace.worker.watch;

import io.millrace.events.Stage;
import java.util.Arrays;
import java.util.Optional;

/**
 * The group that all living workers are in. A member's client id tells its stage, so that the list of members is the
 * list of who lives.
 *
 * @param group    its id
 * @param clientId of this worker
 */
record Members(String group, String clientId) {
    private static final String MARK = "millrace-watch.";

    static Members of(String prefix, Stage stage, String instance) {
        return new Members(prefix + "watchdog", MARK + stage + "." + instance);
    }

    /** Empty for a client that is none of ours. */
    static Optional<Stage> stageOf(String clientId) {
        return Arrays.stream(Stage.values())
                .filter(stage -> clientId.startsWith(MARK + stage + "."))
                .findFirst();
    }
}
