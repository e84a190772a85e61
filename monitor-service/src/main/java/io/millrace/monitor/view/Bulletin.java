package io.millrace.monitor.view;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells those who look at the view which models something happened to. Bounded in subscribers; thread-safe. */
public final class Bulletin {
    private final int limit;
    private final Set<Subscriber> subscribers = new HashSet<>();
    /** What is read while a record is taken in; replaced when somebody comes or goes. */
    private volatile List<Subscriber> current = List.of();

    /**
     * @param limit how many may subscribe at the same time
     */
    public Bulletin(int limit) {
        this.limit = limit;
    }

    /** Empty when there are too many already. */
    public synchronized Optional<Subscriber> subscribe() {
        if (subscribers.size() >= limit) {
            return Optional.empty();
        }
        var subscriber = new Subscriber(this);
        subscribers.add(subscriber);
        current = List.copyOf(subscribers);
        return Optional.of(subscriber);
    }

    synchronized void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
        current = List.copyOf(subscribers);
    }

    /** Something about the model changed, and is in the view by now. */
    public void changed(String model) {
        current.forEach(subscriber -> subscriber.on(model));
    }
}
