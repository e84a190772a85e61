package io.millrace.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.events.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The pipeline's topics as {@code topics.yaml} lists them. */
public record Topics(int partitions, List<Entry> topics, List<Entry> perWorker) {

    private static final String DEAD_LETTERS = "dead-letters";

    /** State holds an event, and the events that answer it. */
    private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
    /** A record as large as any that comes, and what is told about it. */
    static final int MAX_DEAD_LETTER_BYTES = MAX_MESSAGE_BYTES + 64 * 1024;

    /**
     * @param cleanup   {@code delete} or {@code compact}
     * @param retention absent means for ever
     */
    public record Entry(String name, @Nullable String cleanup, @Nullable Duration retention) {
        boolean isCompacted() {
            return "compact".equals(cleanup);
        }
    }

    /** Of the file that the workers carry with them. */
    public static Topics bundled() {
        ObjectMapper yaml = YAMLMapper.builder()
                .addModule(new JavaTimeModule())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try (InputStream file = Topics.class.getResourceAsStream("/topics.yaml")) {
            return yaml.readValue(file, Topics.class);
        } catch (IOException e) {
            throw new UncheckedIOException("topics.yaml, which is part of this jar, cannot be read", e);
        }
    }

    /** Every topic of the pipeline, those of all workers included. */
    public List<NewTopic> all(String prefix) {
        var all = new ArrayList<NewTopic>();
        topics.forEach(entry -> all.add(topic(prefix + entry.name(), entry)));
        for (Stage stage : List.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY, Stage.MONITOR)) {
            perWorker.forEach(entry -> all.add(topic(prefix + stage.worker() + "." + entry.name(), entry)));
        }
        return all;
    }

    /** Where records with this key lie in each of the pipeline's topics, as Kafka's Java client chooses it. */
    public int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    public static String state(String prefix, Stage stage) {
        return prefix + stage.worker() + ".state";
    }

    public static String deadLetters(String prefix, Stage stage) {
        return prefix + stage.worker() + "." + DEAD_LETTERS;
    }

    private NewTopic topic(String name, Entry entry) {
        Map<String, String> settings = new TreeMap<>();
        settings.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                entry.isCompacted() ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        settings.put(
                TopicConfig.RETENTION_MS_CONFIG,
                entry.retention() == null
                        ? "-1"
                        : Long.toString(entry.retention().toMillis()));
        int largest = entry.name().equals(DEAD_LETTERS) ? MAX_DEAD_LETTER_BYTES : MAX_MESSAGE_BYTES;
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largest));
        // -1: as many replicas as the broker's own default says, one on a laptop and three on a cluster.
        return new NewTopic(name, partitions, (short) -1).configs(settings);
    }
}
