package io.millrace.letters;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * The latest of the letters that are meant, out of any number. Holds no more than it was asked for, and nothing of their
 * values.
 */
public final class Listing {
    private static final int KEY_CHARS = 60;
    private static final Comparator<Line> ORDER =
            Comparator.comparing(Line::written).thenComparing(Line::id);

    private final Predicate<Letter> meant;
    private final int limit;
    private final PriorityQueue<Line> latest = new PriorityQueue<>(ORDER);
    private final Map<LetterId, Marks> marks = new HashMap<>();
    private long matching;
    private long strangers;

    Listing(Predicate<Letter> meant, int limit) {
        this.meant = meant;
        this.limit = limit;
    }

    /**
     * A letter in short.
     *
     * @param written    when it became a dead letter
     * @param topic      where the record was found, with {@code partition} and {@code offset}
     * @param key        the record's key as far as it can be shown; absent when there is none
     * @param valueBytes how long the record's value is; absent when there is none
     * @param replayOf   the letters that this record was before
     * @param replays    how often this letter was replayed
     * @param replayed   when it was replayed the last time
     */
    public record Line(
            LetterId id,
            Instant written,
            String topic,
            int partition,
            long offset,
            Optional<String> key,
            Optional<Integer> valueBytes,
            String reason,
            List<LetterId> replayOf,
            int replays,
            Optional<Instant> replayed) {

        static Line of(Letter letter) {
            return new Line(
                    letter.id(),
                    letter.written(),
                    letter.why().topic(),
                    letter.why().partition(),
                    letter.why().offset(),
                    Optional.ofNullable(letter.key()).map(key -> Printable.excerpt(key, KEY_CHARS)),
                    Optional.ofNullable(letter.value()).map(value -> value.length),
                    letter.why().reason(),
                    letter.replayOf(),
                    0,
                    Optional.empty());
        }

        /** One that was looked up. */
        public static Line of(Letters.Found found) {
            var marks = new Marks();
            found.replays().forEach(marks::add);
            return of(found.letter()).with(marks);
        }

        private Line with(Marks marks) {
            return new Line(
                    id, written, topic, partition, offset, key, valueBytes, reason, replayOf, marks.count, marks.last);
        }
    }

    void accept(Entry entry) {
        switch (entry) {
            case Letter letter -> accept(letter);
            case Entry.Mark mark -> accept(mark);
            case Entry.Stranger ignored -> strangers++;
        }
    }

    private void accept(Letter letter) {
        if (!meant.test(letter)) {
            return;
        }
        matching++;
        latest.add(Line.of(letter));
        marks.put(letter.id(), new Marks());
        if (latest.size() > limit) {
            marks.remove(latest.remove().id());
        }
    }

    /** A mark lies behind its letter: of one that is not held here, nobody wants to know. */
    private void accept(Entry.Mark mark) {
        Marks held = marks.get(mark.letter());
        if (held != null) {
            held.add(mark);
        }
    }

    /** The latest first. */
    public List<Line> lines() {
        return latest.stream()
                .sorted(ORDER.reversed())
                .map(line -> line.with(marks.getOrDefault(line.id(), new Marks())))
                .toList();
    }

    /** How many letters are meant, listed or not. */
    public long matching() {
        return matching;
    }

    /** How many records lie among the letters that are none. */
    public long strangers() {
        return strangers;
    }

    private static final class Marks {
        private int count;
        private Optional<Instant> last = Optional.empty();

        private void add(Entry.Mark mark) {
            count++;
            last = Optional.of(mark.written());
        }
    }
}
