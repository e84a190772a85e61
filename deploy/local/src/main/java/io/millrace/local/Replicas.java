package io.millrace.local;

import java.util.Optional;

/**
 * How many processes share the work of each stage; kept with the home. The monitor only reads, so there is one of it.
 *
 * @param count 1 to {@value #MOST}
 */
record Replicas(int count) {
    /** As many as there are partitions: a further one would have nothing to do. */
    static final int MOST = 12;

    private static final String KEY = "replicas";

    Replicas {
        if (count < 1 || count > MOST) {
            throw CannotGoOn.because(
                    KEY,
                    count + " replicas of each worker cannot be",
                    "Choose 1 to " + MOST + ", for example --replicas 2.");
        }
    }

    /** What the home was told the last time. */
    static Replicas of(Home home) {
        return new Replicas(new Configuration(home).number(KEY, 1));
    }

    /** The same, for a stack that is about to start: the choice is kept. */
    static Replicas choose(Home home, Optional<Integer> count) {
        Replicas chosen = count.map(Replicas::new).orElseGet(() -> of(home));
        new Configuration(home).keep(KEY, chosen.count());
        return chosen;
    }
}
