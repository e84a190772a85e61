package io.millrace.worker;

import java.util.Optional;

/** Tells the world how far the work is. Never blocks; what is told too fast for the broker is thinned out. */
public interface Reporter {

    /** One short sentence in the present tense, for example {@code fetching main of https://…}. */
    void message(String text);

    /**
     * Asks whether the work may do what cannot be stopped any more, such as sending traffic to a new version. From then
     * on a cancel is refused.
     *
     * @return false when the run is being ended: the work must not do it, and what it answers does not matter
     */
    default boolean commit() throws InterruptedException {
        return true;
    }

    /** A number measured on the way. */
    void metric(String name, double value, Optional<Long> step);
}
