package io.millrace.worker;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.access.Login;
import io.millrace.worker.access.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** Makes the topics that are missing, and refuses to work on such that would break the pipeline's promises. */
final class TopicCheck {
    private static final Logger LOG = Logger.getLogger(TopicCheck.class);

    private final Admin admin;
    private final Duration patience;
    private final Login login;

    /** @param login who would make them */
    TopicCheck(Admin admin, Duration patience, Login login) {
        this.admin = admin;
        this.patience = patience;
        this.login = login;
    }

    /**
     * Sees to it that they are there.
     *
     * @return whether one had to be made
     * @throws Refused               when one is missing that the broker does not let us make
     * @throws IllegalStateException when a topic is not as it must be, or the broker does not answer in time
     */
    boolean ensure(List<NewTopic> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            List<NewTopic> missing = missing(wanted);
            create(missing);
            // A topic that was just made is not at once known everywhere.
            while (!verified(wanted)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the topics are not there " + patience + " after they were made");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return !missing.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while checking the topics", e);
        }
    }

    private List<NewTopic> missing(List<NewTopic> wanted) throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> found = admin.describeTopics(
                        wanted.stream().map(NewTopic::name).toList())
                .topicNameValues();
        var missing = new ArrayList<NewTopic>();
        for (NewTopic topic : wanted) {
            try {
                requireNonNull(found.get(topic.name())).get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw cannotLook(e);
                }
                missing.add(topic);
            }
        }
        return missing;
    }

    private void create(List<NewTopic> missing) throws InterruptedException {
        if (missing.isEmpty()) {
            return;
        }
        var options = new CreateTopicsOptions().timeoutMs((int) patience.toMillis());
        Map<String, KafkaFuture<Void>> results =
                admin.createTopics(missing, options).values();
        var forbidden = new ArrayList<NewTopic>();
        for (NewTopic topic : missing) {
            try {
                requireNonNull(results.get(topic.name())).get(patience.toMillis(), TimeUnit.MILLISECONDS);
                LOG.infof("made topic %s", topic.name());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    forbidden.add(topic);
                } else if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException("cannot make topic " + topic.name() + ": " + e.getCause(), e);
                }
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        "the broker did not answer within " + patience + "; is kafka.bootstrap.servers right?", e);
            }
        }
        if (!forbidden.isEmpty()) {
            throw new Refused(forbidden(forbidden));
        }
    }

    private String forbidden(List<NewTopic> topics) {
        return "missing at " + login.servers() + ": "
                + topics.stream().map(NewTopic::name).collect(Collectors.joining(", ")) + "; " + login
                + " lacks Create on them or on the cluster. Grant it, or make them as somebody who has it:\n"
                + topics.stream().map(this::command).collect(Collectors.joining("\n"));
    }

    private String command(NewTopic topic) {
        return "kafka-topics.sh --bootstrap-server " + login.servers()
                + " --command-config admin.properties --create --if-not-exists --topic " + topic.name()
                + " --partitions " + topic.numPartitions()
                + topic.configs().entrySet().stream()
                        .map(setting -> " --config " + setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining());
    }

    private boolean verified(List<NewTopic> wanted) throws InterruptedException {
        List<String> names = wanted.stream().map(NewTopic::name).toList();
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        try {
            Map<String, TopicDescription> found =
                    admin.describeTopics(names).allTopicNames().get();
            Map<ConfigResource, Config> settings =
                    admin.describeConfigs(resources).all().get();
            Map<ConfigResource, Collection<AlterConfigOp>> missing = new HashMap<>();
            for (NewTopic topic : wanted) {
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
                Config config = requireNonNull(settings.get(resource));
                verify(topic, requireNonNull(found.get(topic.name())), config);
                missing(topic, config).ifPresent(ops -> missing.put(resource, ops));
            }
            add(missing);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw cannotLook(e);
        }
    }

    private static IllegalStateException cannotLook(ExecutionException e) {
        return new IllegalStateException("cannot look at the topics: " + e.getCause(), e);
    }

    private static void verify(NewTopic wanted, TopicDescription found, Config settings) {
        int partitions = found.partitions().size();
        if (partitions != wanted.numPartitions()) {
            throw new IllegalStateException("topic " + wanted.name() + " has " + partitions + " partitions instead of "
                    + wanted.numPartitions() + "; a model's events would not lie together. Use another"
                    + " millrace.topic-prefix, or delete the topic if nothing of it is needed");
        }
        String policy = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        String wantedPolicy = wanted.configs().get(TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!policy.equals(wantedPolicy)) {
            throw new IllegalStateException("topic " + wanted.name() + " has cleanup.policy=" + policy + " instead of "
                    + wantedPolicy + "; events would be lost or kept for ever. Change it with kafka-configs.sh");
        }
    }

    /** What nobody has set for the topic: one that an earlier release made. What an operator has set stays. */
    private static Optional<Collection<AlterConfigOp>> missing(NewTopic wanted, Config found) {
        List<AlterConfigOp> ops = wanted.configs().entrySet().stream()
                .filter(setting -> {
                    ConfigEntry has = found.get(setting.getKey());
                    return has != null
                            && has.source() != ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                            && !setting.getValue().equals(has.value());
                })
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        return ops.isEmpty() ? Optional.empty() : Optional.of(ops);
    }

    /** They bound what a topic takes on the disk; without them it works all the same. */
    private void add(Map<ConfigResource, Collection<AlterConfigOp>> missing) throws InterruptedException {
        if (missing.isEmpty()) {
            return;
        }
        try {
            admin.incrementalAlterConfigs(missing).all().get();
            missing.forEach((topic, ops) -> LOG.infof("completed the settings of topic %s", topic.name()));
        } catch (ExecutionException e) {
            LOG.warnf(
                    "the settings of %d topics could not be completed, so they may take more room than they need: %s",
                    missing.size(), e.getCause());
        }
    }
}
