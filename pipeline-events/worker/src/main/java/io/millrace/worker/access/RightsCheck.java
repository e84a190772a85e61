package io.millrace.worker.access;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/** Asks the broker which of its rights a worker has. Changes nothing. */
public final class RightsCheck {
    /** A partition that no topic has. */
    private static final int NOWHERE = Integer.MAX_VALUE;

    private final Admin admin;
    private final Rights rights;

    public RightsCheck(Admin admin, Rights rights) {
        this.admin = admin;
        this.rights = rights;
    }

    /**
     * Those that are lacking; of topics that are not there, nobody can tell.
     *
     * @param topics all of the pipeline
     * @param groups likewise
     * @param common a topic that every worker may read
     * @throws ExecutionException when the broker lets nobody in, or does not answer
     */
    public List<Right> missing(Collection<String> topics, Collection<String> groups, String common)
            throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                        topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        Map<String, KafkaFuture<?>> looks = groups.stream()
                .filter(group -> rights.on(ResourceType.GROUP, group).contains(AclOperation.DESCRIBE))
                .collect(Collectors.toMap(Function.identity(), this::look));
        Map<String, KafkaFuture<?>> commits = groups.stream()
                .filter(group -> rights.on(ResourceType.GROUP, group).contains(AclOperation.READ))
                .collect(Collectors.toMap(Function.identity(), group -> commitNothing(group, common)));
        var missing = new ArrayList<Right>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
            missing.addAll(missing(topic.getKey(), topic.getValue()));
        }
        addForbidden(looks, AclOperation.DESCRIBE, missing);
        addForbidden(commits, AclOperation.READ, missing);
        missing.sort(Comparator.comparing(Right::toString));
        return missing;
    }

    private List<Right> missing(String topic, KafkaFuture<TopicDescription> described)
            throws ExecutionException, InterruptedException {
        var needed = new ArrayList<>(rights.on(ResourceType.TOPIC, topic));
        try {
            needed.removeAll(described.get().authorizedOperations());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return List.of();
            }
            if (!(e.getCause() instanceof TopicAuthorizationException)) {
                throw e;
            }
        }
        return needed.stream()
                .map(operation -> Right.of(ResourceType.TOPIC, topic, operation))
                .toList();
    }

    private KafkaFuture<?> look(String group) {
        return requireNonNull(
                admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
    }

    /**
     * A broker tells what is allowed of a group only once there is one. So it is asked to commit for a partition that is
     * not there, which it refuses in any case, and whoever may not read, for that reason.
     */
    private KafkaFuture<?> commitNothing(String group, String topic) {
        var nowhere = new TopicPartition(topic, NOWHERE);
        return admin.alterConsumerGroupOffsets(group, Map.of(nowhere, new OffsetAndMetadata(0)))
                .partitionResult(nowhere);
    }

    private static void addForbidden(
            Map<String, KafkaFuture<?>> asked, AclOperation operation, Collection<Right> missing)
            throws ExecutionException, InterruptedException {
        for (Map.Entry<String, KafkaFuture<?>> group : asked.entrySet()) {
            try {
                group.getValue().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof GroupAuthorizationException) {
                    missing.add(Right.of(ResourceType.GROUP, group.getKey(), operation));
                } else if (e.getCause() instanceof AuthenticationException
                        || e.getCause() instanceof TimeoutException) {
                    throw e;
                }
                // Whatever else it says about the group: it was allowed to be asked.
            }
        }
    }
}
