package io.millrace.letters;

import com.fasterxml.jackson.annotation.JsonValue;
import io.millrace.events.Stage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * What a dead letter is called: {@code builder/3/17} is where it lies, at offset 17 of partition 3 of the builder's dead
 * letters.
 */
public record LetterId(Stage worker, int partition, long offset) implements Comparable<LetterId> {
    /** Those that write dead letters. */
    public static final List<Stage> WORKERS =
            List.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY, Stage.MONITOR);

    private static final Pattern SHAPE = Pattern.compile("([a-z]+)/(0|[1-9]\\d{0,8})/(0|[1-9]\\d{0,17})");
    private static final Comparator<LetterId> ORDER = Comparator.comparing(LetterId::worker)
            .thenComparingInt(LetterId::partition)
            .thenComparingLong(LetterId::offset);

    /** @throws IllegalArgumentException saying what an id looks like, when this is none */
    public static LetterId of(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException("not a dead letter's id: '"
                        + Printable.excerpt(text, 60)
                        + "'; one looks like builder/3/17, ./millrace dead-letters list shows them"));
    }

    /** The same for a text that a record holds, where anything may stand. */
    static Optional<LetterId> find(String text) {
        Matcher parts = SHAPE.matcher(text);
        return parts.matches()
                ? findWorker(parts.group(1))
                        .map(worker ->
                                new LetterId(worker, Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    /** @throws IllegalArgumentException naming those there are */
    public static Stage workerNamed(String name) {
        return findWorker(name)
                .orElseThrow(() -> new IllegalArgumentException("no worker '" + Printable.excerpt(name, 60)
                        + "'; it may be "
                        + WORKERS.stream().map(Stage::worker).collect(Collectors.joining(", "))));
    }

    private static Optional<Stage> findWorker(String name) {
        return WORKERS.stream().filter(stage -> stage.worker().equals(name)).findFirst();
    }

    /** @param prefix of the pipeline's topics */
    static String topic(String prefix, Stage worker) {
        return prefix + worker.worker() + ".dead-letters";
    }

    /** Where it lies. */
    TopicPartition place(String prefix) {
        return new TopicPartition(topic(prefix, worker), partition);
    }

    @Override
    public int compareTo(LetterId other) {
        return ORDER.compare(this, other);
    }

    @JsonValue
    @Override
    public String toString() {
        return worker.worker() + "/" + partition + "/" + offset;
    }
}
