package io.millrace.worker.watch;

import static java.util.stream.Collectors.joining;

import io.millrace.events.Failure;
import io.millrace.events.Stage;
import io.millrace.worker.watch.Sight.Backlog;
import io.millrace.worker.watch.Sight.FoundTopic;
import io.millrace.worker.watch.Sight.Reading;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** An alert as the one on watch would raise it. */
record Alarm(Stage stage, String fingerprint, Failure failure) {
    private static final int MOST_LINES = 20;
    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    static Alarm away(Stage stage, Duration grace) {
        String effect =
                stage == Stage.MONITOR ? "runs and alerts go on, but are not shown" : "runs wait at the stage " + stage;
        return of(
                Cause.STAGE_AWAY,
                stage,
                "no " + stage.worker() + " has been running for " + grace.toSeconds() + " s; " + effect,
                "start it again, on a local stack with ./millrace up; its log may say why it ended");
    }

    static Alarm unattended(Stage stage, Reading reading, Duration grace) {
        int all = reading.held().size() + reading.unheld().size();
        String what = reading.held().isEmpty()
                ? "a " + stage.worker() + " is running, but has been reading nothing for "
                : "nobody has been reading " + reading.unheld().size() + " of the " + all + " partitions of the stage "
                        + stage + " for ";
        return of(
                        Cause.STAGE_UNATTENDED,
                        stage,
                        what + grace.toSeconds() + " s",
                        "look at the health and the log of the " + stage.worker() + ", and start it again")
                .withEvidence(names(reading.unheld()));
    }

    /** @param stuck partitions from which nothing is taken, not empty */
    static Alarm stuck(Stage stage, Map<TopicPartition, Backlog> stuck, Duration stuckAfter) {
        long waiting = stuck.values().stream().mapToLong(Backlog::waiting).sum();
        TopicPartition first = stuck.keySet().stream().min(BY_NAME).orElseThrow();
        String others = stuck.size() == 1 ? "" : " and " + (stuck.size() - 1) + " more partitions";
        return of(
                        Cause.STAGE_STUCK,
                        stage,
                        "the " + stage.worker() + " has taken nothing from " + first + others + " for "
                                + stuckAfter.toSeconds() + " s, although " + waiting
                                + (waiting == 1 ? " record waits" : " records wait") + " there",
                        "look at the worker's health and log, and start it again; if that does not help, the record at"
                                + " the offset below is what it cannot get over")
                .withEvidence(stuck.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(BY_NAME))
                        .limit(MOST_LINES)
                        .map(entry -> entry.getKey() + "@" + entry.getValue().next() + ": "
                                + entry.getValue().waiting() + " waiting")
                        .collect(joining("\n")));
    }

    static Alarm behind(Stage stage, long waiting, Duration behindAfter) {
        return of(
                Cause.STAGE_BEHIND,
                stage,
                waiting + " records wait for the " + stage.worker() + ", and have not become fewer for "
                        + behindAfter.toSeconds() + " s",
                "nothing is lost; start more replicas of the worker, or give it a faster machine");
    }

    static Alarm missing(FoundTopic topic) {
        return of(
                Cause.TOPIC_MISSING,
                topic,
                "topic " + topic.name() + " is missing; whoever writes to it or reads from it waits",
                "start any worker again, which makes the topic anew; what the old one held has to come from a copy");
    }

    static Alarm repartitioned(FoundTopic topic) {
        return of(
                Cause.TOPIC_PARTITIONS,
                topic,
                "topic " + topic.name() + " has " + topic.partitions() + " partitions instead of " + topic.wanted()
                        + "; a model's events do not lie together any more, and no worker starts with it",
                "use another millrace.topic-prefix, or delete the topic if nothing of it is needed");
    }

    private static Alarm of(Cause cause, Stage stage, String summary, String remedy) {
        return new Alarm(stage, cause.fingerprint(stage), Failure.transientFailure(cause.code(), summary, remedy));
    }

    private static Alarm of(Cause cause, FoundTopic topic, String summary, String remedy) {
        return new Alarm(
                topic.stage(),
                cause.fingerprint(topic.stage(), topic.name()),
                Failure.transientFailure(cause.code(), summary, remedy));
    }

    private Alarm withEvidence(String lines) {
        return new Alarm(stage, fingerprint, failure.withEvidence(lines));
    }

    private static String names(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .sorted(BY_NAME)
                .limit(MOST_LINES)
                .map(Object::toString)
                .collect(joining("\n"));
    }
}
