package io.millrace.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Everything that happens in a simulation: one move after the other, in the order that a {@link Schedule} says. */
final class World {
    static final Instant START = Instant.parse("2026-01-01T09:00:00Z");

    /** No schedule needs as many; one that does goes round in circles. */
    private static final int MOST_MOVES = 20_000;

    private final Schedule schedule;
    private final boolean inDetail;
    private final Map<String, Line> byName = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> quickLines = new ArrayList<>();
    private final Set<String> gone = new HashSet<>();
    private final List<Source> sources = new ArrayList<>();
    private final List<Source> faults = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Timer.ORDER);
    private final List<Supplier<String>> trace = new ArrayList<>();
    private LongSupplier state = () -> 0;
    private Instant now = START;
    private long moment;

    /**
     * Something that can happen next.
     *
     * @param who whose doing it is
     */
    record Move(String who, Supplier<String> what, Runnable happens) {}

    /** Says what can happen next by its doing. */
    interface Source {
        void moves(Consumer<Move> can);
    }

    /** @param print of all that it depends on beside the line that it is on */
    private record Task(String what, LongSupplier print, Runnable happens) {
        long state() {
            return Prints.of(what.hashCode(), print.getAsLong());
        }
    }

    private record Timer(Instant at, Line line, long number, Task task) {
        private static final Comparator<Timer> ORDER = Comparator.comparing(Timer::at)
                .thenComparing(timer -> timer.line().name)
                .thenComparing(Timer::number);
    }

    /** @param inDetail whether threads and acknowledgements of one replica interleave, too */
    World(Schedule schedule, boolean inDetail) {
        this.schedule = schedule;
        this.inDetail = inDetail;
    }

    /** Does one thing after the other: a thread, a connection, a process. */
    final class Line implements Source {
        private final String owner;
        private final String name;
        private final Deque<Task> tasks = new ArrayDeque<>();
        private long timersSet;

        private Line(String owner, String name) {
            this.owner = owner;
            this.name = name;
        }

        void does(String what, Runnable happens) {
            does(what, () -> 0, happens);
        }

        /** @param print of all that it depends on beside this line, and what it is about */
        void does(String what, LongSupplier print, Runnable happens) {
            tasks.add(new Task(what, print, happens));
        }

        void later(Duration delay, String what, Runnable happens) {
            timers.add(new Timer(now.plus(delay), this, timersSet++, new Task(what, () -> 0, happens)));
        }

        @Override
        public void moves(Consumer<Move> can) {
            Task next = tasks.peek();
            if (next != null) {
                can.accept(new Move(owner, () -> name + " " + next.what(), this::act));
            }
        }

        private void act() {
            tasks.removeFirst().happens().run();
        }

        private long state() {
            return tasks.isEmpty() ? 0 : Prints.of(name.hashCode(), Prints.inOrder(tasks, Task::state));
        }
    }

    /** @param owner with whom it comes and goes */
    Line line(String owner, String name) {
        return line(owner, name, lines);
    }

    /** One whose tasks are done at once, as parts of the move that asks for them, unless all is to be seen in detail. */
    Line quickLine(String owner, String name) {
        return line(owner, name, inDetail ? lines : quickLines);
    }

    private Line line(String owner, String name, List<Line> among) {
        return byName.computeIfAbsent(name, unused -> {
            var line = new Line(owner, name);
            if (!gone.contains(owner)) {
                among.add(line);
            }
            return line;
        });
    }

    /** Whoever owned them is no more: nothing of what they had to do happens. */
    void remove(String owner) {
        gone.add(owner);
        lines.removeIf(line -> line.owner.equals(owner));
        quickLines.removeIf(line -> line.owner.equals(owner));
        timers.removeIf(timer -> timer.line().owner.equals(owner));
    }

    void add(Source source) {
        sources.add(source);
    }

    /** What happens only if the schedule wants it to. */
    void addFault(Source source) {
        faults.add(source);
    }

    /** Says in a number what the state of everything is beside lines and time. */
    void knowsItsState(LongSupplier print) {
        this.state = print;
    }

    private long print() {
        return Prints.of(
                now.getEpochSecond(),
                now.getNano(),
                Prints.inAnyOrder(lines, Line::state),
                Prints.inAnyOrder(
                        timers,
                        timer -> Prints.of(
                                timer.at().getEpochSecond(),
                                timer.line().name.hashCode(),
                                timer.task().state())),
                state.getAsLong());
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    /** How many moves were made. */
    long moment() {
        return moment;
    }

    List<String> trace() {
        return trace.stream().map(Supplier::get).toList();
    }

    void note(Supplier<String> what) {
        trace.add(() -> "      " + what.get());
    }

    /** How a simulation came to its end. */
    enum Rest {
        /** Nothing can happen any more. */
        ALL_IS_QUIET,
        /** The schedule knows how it goes on from here. */
        KNOWN,
        /** It does not come to rest. */
        NEVER
    }

    /** Lets things happen until nothing can any more. */
    Rest run() {
        var moves = new ArrayList<Move>();
        while (moment < MOST_MOVES) {
            moves.clear();
            ordinary(moves::add);
            if (!timers.isEmpty() && (moves.isEmpty() || schedule.mayHurry())) {
                moves.add(new Move("time", () -> "passes", this::ring));
            }
            if (moves.isEmpty()) {
                return Rest.ALL_IS_QUIET;
            }
            int ordinary = moves.size();
            faults.forEach(fault -> fault.moves(moves::add));
            int choice = schedule.choose(this::print, ordinary, moves);
            if (choice < 0) {
                return Rest.KNOWN;
            }
            make(moves.get(choice));
        }
        return Rest.NEVER;
    }

    private void ordinary(Consumer<Move> can) {
        lines.forEach(line -> line.moves(can));
        sources.forEach(source -> source.moves(can));
    }

    private void make(Move move) {
        moment++;
        trace.add(() -> move.who() + ": " + move.what().get());
        move.happens().run();
        while (finish()) {
            // What a quick line does may be work for another.
        }
    }

    private boolean finish() {
        boolean did = false;
        for (int i = 0; i < quickLines.size(); i++) {
            Line line = quickLines.get(i);
            while (!line.tasks.isEmpty()) {
                line.act();
                did = true;
            }
        }
        return did;
    }

    private void ring() {
        Timer next = timers.remove();
        now = next.at().isAfter(now) ? next.at() : now;
        next.line().does(next.task().what(), next.task().print(), next.task().happens());
    }
}
