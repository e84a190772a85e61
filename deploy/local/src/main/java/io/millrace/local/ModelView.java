package io.millrace.local;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A model as the monitor shows it.
 *
 * @param serving  absent while nothing serves
 * @param versions one for every run, newest first; in a list of models the newest alone
 */
public record ModelView(
        String model, Optional<ServingView> serving, List<VersionView> versions, int runs, long openAlerts) {

    /**
     * What serves.
     *
     * @param replaced the run whose version served before
     * @param decision who wanted it back; absent when it got there by itself
     */
    public record ServingView(
            Optional<String> version,
            String run,
            long generation,
            URI endpoint,
            Instant since,
            Optional<String> replaced,
            Optional<DecisionView> decision) {
        public String name() {
            return version.orElse(run);
        }
    }

    /** @param command id of the command event */
    public record DecisionView(String command, Optional<String> reason) {}

    /** A version, as far as its run came. */
    public record VersionView(Optional<String> version, String run, String status) {
        public String name() {
            return version.orElse(run);
        }
    }
}
