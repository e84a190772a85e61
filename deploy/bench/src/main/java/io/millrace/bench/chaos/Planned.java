package io.millrace.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A registration that is going to be made.
 *
 * @param model  its number
 * @param id     of the event
 * @param copies how often the event is published, under the same id
 */
record Planned(int model, String version, String id, Fate fate, int copies) {
    private static final int FAILS_IN_HUNDRED = 20;
    private static final int TWICE_IN_HUNDRED = 5;

    /** All registrations of a campaign, in the order in which they are made; a function of its arguments. */
    static List<Planned> of(long seed, int runs, int models) {
        var random = new SplittableRandom(seed);
        var planned = new ArrayList<Planned>();
        for (int run = 0; run < runs; run++) {
            boolean fails = random.nextInt(100) < FAILS_IN_HUNDRED;
            Fate bad = random.nextBoolean() ? Fate.TRAINING_FAILS : Fate.GATE_MISSED;
            int copies = random.nextInt(100) < TWICE_IN_HUNDRED ? 2 : 1;
            planned.add(new Planned(
                    random.nextInt(models), "v" + run, "chaos-" + seed + "-" + run, fails ? bad : Fate.GOOD, copies));
        }
        return List.copyOf(planned);
    }
}
