package io.millrace.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A registration that is going to be made.
 *
 * @param model  its number
 * @param id     of the event
 * @param copies how often the event is published, under the same id
 * @param wish   what somebody asks for when it has come far enough
 */
record Planned(int model, String version, String id, Fate fate, int copies, Wish wish) {
    private static final int FAILS_IN_HUNDRED = 20;
    private static final int TWICE_IN_HUNDRED = 5;
    private static final int CANCELLED_IN_HUNDRED = 5;
    private static final int RETRIED_IN_HUNDRED = 30;
    private static final int CANCELLED_BEFORE_THE_ROUND_IN_HUNDRED = 20;
    private static final int CANCELLED_IN_THE_ROUND_IN_HUNDRED = 20;
    private static final int REMOVED_IN_HUNDRED = 8;
    private static final int ROLLED_BACK_IN_HUNDRED = 25;

    /** All registrations of a campaign, in the order in which they are made; a function of its arguments. */
    static List<Planned> of(long seed, int runs, int models) {
        var random = new SplittableRandom(seed);
        var wishes = new SplittableRandom(~seed); // of their own: a seed's registrations stay what they were
        var planned = new ArrayList<Planned>();
        for (int run = 0; run < runs; run++) {
            boolean fails = random.nextInt(100) < FAILS_IN_HUNDRED;
            Fate bad = random.nextBoolean() ? Fate.TRAINING_FAILS : Fate.GATE_MISSED;
            int copies = random.nextInt(100) < TWICE_IN_HUNDRED ? 2 : 1;
            Fate fate = fails ? bad : Fate.GOOD;
            planned.add(new Planned(
                    random.nextInt(models), "v" + run, "chaos-" + seed + "-" + run, fate, copies, wish(fate, wishes)));
        }
        return List.copyOf(planned);
    }

    private static Wish wish(Fate fate, RandomGenerator random) {
        boolean cancelled = random.nextInt(100) < CANCELLED_IN_HUNDRED;
        int otherwise = random.nextInt(100);
        if (cancelled) {
            return Wish.CANCEL;
        }
        return switch (fate) {
            case TRAINING_FAILS -> failed(otherwise);
            case GOOD -> {
                if (otherwise < REMOVED_IN_HUNDRED) {
                    yield Wish.REMOVE;
                }
                yield otherwise < REMOVED_IN_HUNDRED + ROLLED_BACK_IN_HUNDRED ? Wish.ROLLBACK : Wish.NOTHING;
            }
            case GATE_MISSED, CANCELLED -> Wish.NOTHING;
        };
    }

    /** @param drawn of a hundred */
    private static Wish failed(int drawn) {
        int left = drawn - RETRIED_IN_HUNDRED;
        if (left < 0) {
            return Wish.RETRY;
        }
        left -= CANCELLED_BEFORE_THE_ROUND_IN_HUNDRED;
        if (left < 0) {
            return Wish.RETRY_AND_CANCEL;
        }
        return left < CANCELLED_IN_THE_ROUND_IN_HUNDRED ? Wish.RETRY_THEN_CANCEL : Wish.NOTHING;
    }
}
