package io.millrace.events;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every event's published name, record and topic. A name is published once, never renamed, never reused. */
public enum EventType {
    MODEL_REGISTERED("model.registered.v1", ModelRegistered.class, Topic.MODEL_REGISTERED),
    IMAGE_BUILT("image.built.v1", ImageBuilt.class, Topic.IMAGE_BUILT),
    MODEL_TRAINED("model.trained.v1", ModelTrained.class, Topic.MODEL_TRAINED),
    MODEL_EVALUATED("model.evaluated.v1", ModelEvaluated.class, Topic.MODEL_EVALUATED),
    MODEL_DEPLOYED("model.deployed.v1", ModelDeployed.class, Topic.MODEL_DEPLOYED),
    SERVING_CHANGED("serving.changed.v1", ServingChanged.class, Topic.SERVING),
    SERVING_ENDED("serving.ended.v1", ServingEnded.class, Topic.SERVING),
    RUN_ENDED("run.ended.v1", RunEnded.class, Topic.RUN_ENDED),
    STAGE_PROGRESSED("stage.progressed.v1", StageProgressed.class, Topic.PROGRESS),
    ALERT_RAISED("alert.raised.v1", AlertRaised.class, Topic.ALERTS),
    ALERT_RESOLVED("alert.resolved.v1", AlertResolved.class, Topic.ALERTS),
    RUN_CANCEL("run.cancel.v1", RunCancel.class, Topic.COMMANDS),
    RUN_RETRY("run.retry.v1", RunRetry.class, Topic.COMMANDS),
    DEPLOYMENT_ROLLBACK("deployment.rollback.v1", DeploymentRollback.class, Topic.COMMANDS),
    DEPLOYMENT_REMOVE("deployment.remove.v1", DeploymentRemove.class, Topic.COMMANDS),
    COMMAND_ACCEPTED("command.accepted.v1", CommandAccepted.class, Topic.COMMANDS),
    COMMAND_REJECTED("command.rejected.v1", CommandRejected.class, Topic.COMMANDS);

    /** What every name of ours starts with. */
    public static final String NAMESPACE = "io.millrace.";

    private static final Map<String, EventType> BY_NAME = by(EventType::wireName);
    private static final Map<Class<?>, EventType> BY_RECORD = by(EventType::record);

    private final String wireName;
    private final Class<? extends PipelineEvent> record;
    private final Topic topic;

    EventType(String shortName, Class<? extends PipelineEvent> record, Topic topic) {
        this.wireName = NAMESPACE + shortName;
        this.record = record;
        this.topic = topic;
    }

    private static <K> Map<K, EventType> by(Function<EventType, K> key) {
        return Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(key, type -> type));
    }

    /** The CloudEvents type, for example {@code io.millrace.image.built.v1}. */
    public String wireName() {
        return wireName;
    }

    public Class<? extends PipelineEvent> record() {
        return record;
    }

    public Topic topic() {
        return topic;
    }

    public static EventType of(PipelineEvent event) {
        EventType type = BY_RECORD.get(event.getClass());
        if (type == null) {
            throw new IllegalStateException(event.getClass() + " has no published name");
        }
        return type;
    }

    public static Optional<EventType> find(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }
}
