package io.millrace.bench;

import io.millrace.events.ModelName;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.utils.Utils;

/** Which replica of a worker has which model, as the broker tells it. */
final class Replicas implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Admin admin;

    Replicas(String bootstrapServers) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Name of the process that has the model's partition, such as {@code trainer-2}. */
    String holder(Stage stage, ModelName model) throws InterruptedException {
        int partition = partition(model);
        return members(stage).stream()
                .filter(member -> member.assignment().topicPartitions().stream()
                        .anyMatch(assigned -> assigned.partition() == partition))
                .findFirst()
                .flatMap(MemberDescription::groupInstanceId)
                .map(instance -> instance.replace("-service", ""))
                .orElseThrow(() -> new IllegalStateException("no " + stage.worker() + " has " + model));
    }

    private int partition(ModelName model) throws InterruptedException {
        String topic = Topic.MODEL_REGISTERED.name(Topic.DEFAULT_PREFIX);
        int partitions = answer(admin.describeTopics(List.of(topic)).allTopicNames(), topic)
                .partitions()
                .size();
        return Utils.toPositive(Utils.murmur2(model.value().getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** Returns when so many replicas of the worker have partitions. */
    void await(Stage stage, int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (busy(stage) != count) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        busy(stage) + " replicas of the " + stage.worker() + " have partitions, expected " + count);
            }
            Thread.sleep(PAUSE);
        }
    }

    private long busy(Stage stage) throws InterruptedException {
        return members(stage).stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    private Collection<MemberDescription> members(Stage stage) throws InterruptedException {
        String group = Topic.DEFAULT_PREFIX + stage.wireName();
        return answer(admin.describeConsumerGroups(List.of(group)).all(), group).members();
    }

    private static <T> T answer(KafkaFuture<Map<String, T>> asked, String about) throws InterruptedException {
        try {
            return Objects.requireNonNull(asked.get().get(about), about);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not tell who reads what", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
