package io.millrace.builder.webhook;

import io.millrace.builder.ingress.Registration;
import io.millrace.builder.ingress.StartedRun;
import io.millrace.events.RunId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The deliveries and registrations of late that the broker has acknowledged. A convenience: what is forgotten here, at a
 * restart for example, is published again, and the pipeline knows it by its id.
 */
final class Acknowledged {
    private final Map<String, List<StartedRun>> deliveries;
    private final Map<String, RunId> registrations;

    /** @param most how many of each are remembered */
    Acknowledged(int most) {
        this.deliveries = bounded(most);
        this.registrations = bounded(most);
    }

    private static <V> Map<String, V> bounded(int most) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** @param delivery its identity */
    synchronized Optional<List<StartedRun>> runsOf(String delivery) {
        return Optional.ofNullable(deliveries.get(delivery));
    }

    synchronized Optional<RunId> runOf(Registration registration) {
        return Optional.ofNullable(registrations.get(registration.id()));
    }

    synchronized void add(Registration registration, RunId run) {
        registrations.put(registration.id(), run);
    }

    synchronized void add(String delivery, List<StartedRun> runs) {
        deliveries.put(delivery, runs);
    }
}
