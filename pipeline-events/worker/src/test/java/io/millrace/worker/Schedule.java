package io.millrace.worker;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Decides what happens next. */
interface Schedule {

    /**
     * @param print    of the state that everything is in
     * @param ordinary how many of the moves are made by themselves; the others are faults
     * @return which of the moves is made; negative when it is known how it goes on from here
     */
    int choose(LongSupplier print, int ordinary, List<World.Move> moves);

    /** Whether time may pass although there is something to do. */
    boolean mayHurry();

    /** Makes any choice at some time. Now and then somebody is slow, as if paused, for long. */
    static Schedule random(long seed) {
        var random = new SplittableRandom(seed);
        double faulty = random.nextDouble() * 0.06;
        double orderly = random.nextDouble() * 0.8;
        double sleepy = random.nextDouble() * 0.1;
        boolean hurries = random.nextInt(4) == 0;
        return new Schedule() {
            private String asleep = "";
            private int wakes;

            @Override
            public int choose(LongSupplier print, int ordinary, List<World.Move> moves) {
                if (moves.size() > ordinary && random.nextDouble() < faulty) {
                    return ordinary + random.nextInt(moves.size() - ordinary);
                }
                if (wakes-- <= 0) {
                    asleep = "";
                    if (random.nextDouble() < sleepy) {
                        asleep = moves.get(random.nextInt(ordinary)).who();
                        wakes = 1 << random.nextInt(8);
                    }
                }
                List<Integer> awake = awake(moves.subList(0, ordinary));
                return awake.get(random.nextDouble() < orderly ? 0 : random.nextInt(awake.size()));
            }

            private List<Integer> awake(List<World.Move> moves) {
                List<Integer> awake = IntStream.range(0, moves.size())
                        .filter(i -> !moves.get(i).who().equals(asleep))
                        .boxed()
                        .toList();
                return awake.isEmpty() ? List.of(0) : awake;
            }

            @Override
            public boolean mayHurry() {
                return hurries;
            }
        };
    }
}
