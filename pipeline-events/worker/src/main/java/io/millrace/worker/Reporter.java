package io.millrace.worker;

import io.millrace.events.Failure;
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

    /** A part of the work begins that takes time of its own; for traces. Closing it says that it is over. */
    default Part part(String name) {
        return Part.UNTOLD;
    }

    /**
     * As {@link #part}, for what goes on outside and may be found again by a later try. What becomes of it is told by the
     * try that sees its end; others leave it open.
     *
     * @param effect its name, of which {@link Task#trace} makes its trace context
     */
    default Part outside(String name, String effect) {
        return Part.UNTOLD;
    }

    /** A part of the work. */
    @FunctionalInterface
    interface Part extends AutoCloseable {
        Part UNTOLD = failure -> {};

        /** @param failure absent when it went well */
        void ended(Optional<Failure> failure);

        @Override
        default void close() {
            ended(Optional.empty());
        }
    }
}
