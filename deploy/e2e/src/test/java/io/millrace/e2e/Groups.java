package io.millrace.e2e;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.utils.Utils;

/** Which replica of a worker has which model's partition, as the broker tells it. */
final class Groups implements AutoCloseable {
    private static final int PARTITIONS = 12;

    private final Admin admin;

    Groups(int brokerPort) {
        admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + brokerPort));
    }

    /** Name of the process, such as {@code trainer-2}; none while the group is about to change. */
    Optional<String> holder(String stage, String model) {
        int partition = Utils.toPositive(Utils.murmur2(model.getBytes(StandardCharsets.UTF_8))) % PARTITIONS;
        return members(stage).stream()
                .filter(member -> member.assignment().topicPartitions().stream()
                        .anyMatch(assigned -> assigned.partition() == partition))
                .findFirst()
                .flatMap(MemberDescription::groupInstanceId)
                .map(instance -> instance.replace("-service", ""));
    }

    /** How many replicas have partitions. */
    int size(String stage) {
        return (int) members(stage).stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    private List<MemberDescription> members(String stage) {
        String group = "millrace." + stage;
        try {
            return List.copyOf(admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .members());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
