package io.millrace.worker;

import io.millrace.worker.Simulation.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Goes through all orders of moves, and through all moments at which a fault may happen, each from the beginning. Where
 * it comes to a print that it has seen, it does not go on.
 */
final class Explorer implements Schedule {
    private final Scenario scenario;
    private final Defect defect;
    private final List<Choice> path = new ArrayList<>();
    private final Set<Long> known = new HashSet<>();
    private int depth;
    private boolean isOnNewGround;

    private static final class Choice {
        private final int options;
        private int taken;

        private Choice(int options) {
            this.options = options;
        }
    }

    /**
     * @param schedules how many were carried out, most of them up to something known
     * @param ended     how many of them to their end
     * @param states    how many moments there are that differ in what led to them
     * @param complete  whether nothing was left out
     * @param breach    the first schedule that broke a promise
     */
    record Found(long schedules, long ended, long states, boolean complete, Optional<Result> breach) {
        @Override
        public String toString() {
            return "%,d states, %,d schedules, %,d of them to their end, %s"
                    .formatted(states, schedules, ended, complete ? "complete" : "cut short");
        }
    }

    Explorer(Scenario scenario, Defect defect) {
        this.scenario = scenario;
        this.defect = defect;
    }

    @Override
    public boolean mayHurry() {
        return false;
    }

    @Override
    public int choose(LongSupplier print, int ordinary, List<World.Move> moves) {
        if (depth < path.size()) {
            return path.get(depth++).taken;
        }
        // The last choice on the path was made anew; whatever comes now was not there before, or is known.
        if (isOnNewGround && !known.add(print.getAsLong())) {
            return -1;
        }
        isOnNewGround = true;
        path.add(new Choice(moves.size()));
        depth++;
        return 0;
    }

    Found explore(long mostSchedules) {
        long schedules = 0;
        long ended = 0;
        do {
            depth = 0;
            isOnNewGround = true;
            Result result = new Simulation(scenario, defect, this).run();
            schedules++;
            ended += result.rest() == World.Rest.KNOWN ? 0 : 1;
            if (!result.breaches().isEmpty()) {
                return new Found(schedules, ended, known.size(), false, Optional.of(result));
            }
            if (schedules >= mostSchedules) {
                return new Found(schedules, ended, known.size(), false, Optional.empty());
            }
        } while (takesAnother());
        return new Found(schedules, ended, known.size(), true, Optional.empty());
    }

    private boolean takesAnother() {
        while (!path.isEmpty()) {
            Choice last = path.getLast();
            if (++last.taken < last.options) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }
}
