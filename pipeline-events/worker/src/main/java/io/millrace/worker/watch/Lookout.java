package io.millrace.worker.watch;

import io.millrace.events.Stage;
import io.millrace.worker.Topics;
import io.millrace.worker.watch.Sight.Backlog;
import io.millrace.worker.watch.Sight.FoundTopic;
import io.millrace.worker.watch.Sight.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Looks at the pipeline as the broker knows it: who reads what, what waits, which topics there are. */
final class Lookout implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<Stage> WITH_GROUP = Set.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY);

    private final Admin admin;
    private final Members members;
    private final String prefix;
    private final List<NewTopic> wanted;

    Lookout(Map<String, Object> kafka, Members members, String prefix) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, members.clientId() + "-admin");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        this.admin = Admin.create(settings);
        this.members = members;
        this.prefix = prefix;
        this.wanted = Topics.bundled().all(prefix);
    }

    /** @throws ExecutionException when the broker does not answer in time, or not as it should */
    Sight look() throws ExecutionException, InterruptedException {
        Map<String, Integer> partitions = partitions();
        Map<Stage, ConsumerGroupDescription> groups = new EnumMap<>(Stage.class);
        Map<String, KafkaFuture<ConsumerGroupDescription>> described =
                admin.describeConsumerGroups(groupIds()).describedGroups();
        for (Stage stage : WITH_GROUP) {
            description(described.get(prefix + stage)).ifPresent(found -> groups.put(stage, found));
        }
        Set<Stage> alive = description(described.get(members.group())).stream()
                .flatMap(group -> group.members().stream())
                .flatMap(member -> Members.stageOf(member.clientId()).stream())
                .collect(Collectors.toSet());
        return new Sight(alive, readings(groups, partitions), topics(partitions));
    }

    private List<String> groupIds() {
        var ids = new ArrayList<>(List.of(members.group()));
        WITH_GROUP.forEach(stage -> ids.add(prefix + stage));
        return ids;
    }

    /** Of the topics that are there. */
    private Map<String, Integer> partitions() throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                        wanted.stream().map(NewTopic::name).toList())
                .topicNameValues();
        var partitions = new HashMap<String, Integer>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
            answer(topic.getValue(), UnknownTopicOrPartitionException.class)
                    .ifPresent(found ->
                            partitions.put(topic.getKey(), found.partitions().size()));
        }
        return partitions;
    }

    private List<FoundTopic> topics(Map<String, Integer> partitions) {
        return wanted.stream()
                .map(topic -> new FoundTopic(
                        topic.name(),
                        owner(topic.name()),
                        partitions.getOrDefault(topic.name(), 0),
                        topic.numPartitions()))
                .toList();
    }

    private Stage owner(String topic) {
        return Watch.STAGES.stream()
                .filter(stage -> topic.startsWith(prefix + stage.worker() + "."))
                .findFirst()
                .orElse(Stage.MONITOR);
    }

    private Map<Stage, Reading> readings(Map<Stage, ConsumerGroupDescription> groups, Map<String, Integer> partitions)
            throws ExecutionException, InterruptedException {
        Map<Stage, Map<TopicPartition, Long>> next = nextOffsets(groups, partitions);
        Map<TopicPartition, Long> ends = ends(next.values().stream()
                .flatMap(offsets -> offsets.keySet().stream())
                .collect(Collectors.toSet()));
        var readings = new EnumMap<Stage, Reading>(Stage.class);
        for (Stage stage : WITH_GROUP) {
            Set<TopicPartition> held = held(groups.get(stage));
            Set<TopicPartition> unheld = all(held, partitions);
            unheld.removeAll(held);
            var backlog = new HashMap<TopicPartition, Backlog>();
            next.getOrDefault(stage, Map.of()).forEach((partition, offset) -> Optional.ofNullable(ends.get(partition))
                    .ifPresent(end -> backlog.put(partition, new Backlog(offset, end))));
            readings.put(stage, new Reading(held, unheld, backlog));
        }
        return readings;
    }

    /** Where each stage goes on reading, for every partition of every topic that it reads. */
    private Map<Stage, Map<TopicPartition, Long>> nextOffsets(
            Map<Stage, ConsumerGroupDescription> groups, Map<String, Integer> partitions)
            throws ExecutionException, InterruptedException {
        Map<String, ListConsumerGroupOffsetsSpec> asked = groups.keySet().stream()
                .collect(Collectors.toMap(stage -> prefix + stage, stage -> new ListConsumerGroupOffsetsSpec()));
        var offsets = new EnumMap<Stage, Map<TopicPartition, Long>>(Stage.class);
        if (asked.isEmpty()) {
            return offsets;
        }
        var answers = admin.listConsumerGroupOffsets(asked);
        for (Map.Entry<Stage, ConsumerGroupDescription> group : groups.entrySet()) {
            Map<TopicPartition, OffsetAndMetadata> committed = answer(
                            answers.partitionsToOffsetAndMetadata(prefix + group.getKey()),
                            GroupIdNotFoundException.class)
                    .orElse(Map.of());
            var next = new HashMap<TopicPartition, Long>();
            // From where nothing was taken yet, the stage begins at the beginning.
            all(held(group.getValue()), partitions).forEach(partition -> next.put(partition, 0L));
            committed.forEach((partition, offset) -> {
                if (offset != null && next.containsKey(partition)) {
                    next.put(partition, offset.offset());
                }
            });
            offsets.put(group.getKey(), next);
        }
        return offsets;
    }

    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        var asked = partitions.stream().collect(Collectors.toMap(Function.identity(), it -> OffsetSpec.latest()));
        var answers = admin.listOffsets(asked);
        var ends = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : partitions) {
            answer(answers.partitionResult(partition), UnknownTopicOrPartitionException.class)
                    .ifPresent(end -> ends.put(partition, end.offset()));
        }
        return ends;
    }

    /** While a group is being shared out anew, nobody holds anything. */
    private static Set<TopicPartition> held(@Nullable ConsumerGroupDescription group) {
        return group == null
                ? Set.of()
                : group.members().stream()
                        .map(MemberDescription::assignment)
                        .flatMap(assignment -> assignment.topicPartitions().stream())
                        .collect(Collectors.toSet());
    }

    /** All partitions of the topics of which some are held. */
    private static Set<TopicPartition> all(Set<TopicPartition> held, Map<String, Integer> partitions) {
        var all = new HashSet<TopicPartition>();
        held.stream().map(TopicPartition::topic).distinct().forEach(topic -> IntStream.range(
                        0, partitions.getOrDefault(topic, 0))
                .mapToObj(number -> new TopicPartition(topic, number))
                .forEach(all::add));
        return all;
    }

    private static Optional<ConsumerGroupDescription> description(
            @Nullable KafkaFuture<ConsumerGroupDescription> described) throws ExecutionException, InterruptedException {
        return described == null ? Optional.empty() : answer(described, GroupIdNotFoundException.class);
    }

    /** Empty where the broker answers that there is no such thing. */
    private static <T> Optional<T> answer(KafkaFuture<T> future, Class<? extends Exception> absent)
            throws ExecutionException, InterruptedException {
        try {
            return Optional.of(future.get());
        } catch (ExecutionException e) {
            if (absent.isInstance(e.getCause())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
