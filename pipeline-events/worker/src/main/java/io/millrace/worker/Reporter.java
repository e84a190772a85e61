package io.millrace.worker;

import java.util.Optional;

/** Tells the world how far the work is. Never blocks; what is told too fast for the broker is thinned out. */
public interface Reporter {

    /** One short sentence in the present tense, for example {@code fetching main of https://…}. */
    void message(String text);

    /** A number measured on the way. */
    void metric(String name, double value, Optional<Long> step);
}
