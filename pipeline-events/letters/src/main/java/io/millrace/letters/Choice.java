package io.millrace.letters;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/** The letters that are meant to be replayed, and which of them were already. Holds their ids and no more. */
public final class Choice {
    private final Predicate<Letter> meant;
    private final NavigableMap<LetterId, TopicPartition> letters = new TreeMap<>();
    private final NavigableSet<LetterId> replayed = new TreeSet<>();
    private final Map<TopicPartition, TopicPartition> targets = new HashMap<>();

    Choice(Predicate<Letter> meant) {
        this.meant = meant;
    }

    void accept(Entry entry) {
        switch (entry) {
            case Letter letter -> {
                if (meant.test(letter)) {
                    letters.put(letter.id(), targets.computeIfAbsent(letter.from(), target -> target));
                }
            }
            case Entry.Mark mark -> {
                if (letters.containsKey(mark.letter())) {
                    replayed.add(mark.letter());
                }
            }
            case Entry.Stranger ignored -> {}
        }
    }

    /** All of them in their order, with where they go. */
    public NavigableMap<LetterId, TopicPartition> letters() {
        return letters;
    }

    public Collection<LetterId> replayed() {
        return replayed;
    }

    /** Those that were not replayed yet, with where they go. */
    public NavigableMap<LetterId, TopicPartition> fresh() {
        var fresh = new TreeMap<>(letters);
        fresh.keySet().removeAll(replayed);
        return fresh;
    }
}
