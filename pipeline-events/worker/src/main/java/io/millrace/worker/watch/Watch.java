package io.millrace.worker.watch;

import io.millrace.events.Stage;
import io.millrace.worker.watch.Sight.Backlog;
import io.millrace.worker.watch.Sight.FoundTopic;
import io.millrace.worker.watch.Sight.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides which alerts about the pipeline itself are raised and which are resolved. A function of what was seen before,
 * what is seen now, and what stands; of several causes at one stage it tells the most precise.
 */
final class Watch {
    static final List<Stage> STAGES = List.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY, Stage.MONITOR);

    private final Patience patience;

    Watch(Patience patience) {
        this.patience = patience;
    }

    /**
     * @param raise   not standing yet
     * @param resolve standing, and its cause is gone
     */
    record Step(Memory memory, List<Alarm> raise, List<Resolved> resolve) {}

    record Resolved(Stage stage, String fingerprint) {}

    /**
     * @param stands whether an alert with this fingerprint is raised and not resolved
     * @param now    on a clock that only moves forward; only this process's earlier looks are compared with it
     */
    Step look(Memory before, Sight sight, Predicate<String> stands, Duration now) {
        var timers = new Timers(before, now, patience.maxPause());
        var settlement = new Settlement(stands);
        for (Stage stage : STAGES) {
            settlement.settle(
                    find(stage, sight, timers), stage, Cause.OF_STAGES.stream().map(cause -> cause.fingerprint(stage)));
        }
        for (FoundTopic topic : sight.topics()) {
            settlement.settle(
                    find(topic, timers),
                    topic.stage(),
                    Cause.OF_TOPICS.stream().map(cause -> cause.fingerprint(topic.stage(), topic.name())));
        }
        return new Step(timers.memory(), List.copyOf(settlement.raise), List.copyOf(settlement.resolve));
    }

    /** What the findings mean, given what stands. */
    private static final class Settlement {
        private final List<Alarm> raise = new ArrayList<>();
        private final List<Resolved> resolve = new ArrayList<>();
        private final Predicate<String> stands;

        Settlement(Predicate<String> stands) {
            this.stands = stands;
        }

        /** @param possible fingerprints of all that can stand about the part */
        void settle(Finding finding, Stage stage, Stream<String> possible) {
            switch (finding) {
                case Finding.Suspected() -> {}
                case Finding.Fine() -> resolve(stage, possible);
                case Finding.Certain(var alarm) -> {
                    if (!stands.test(alarm.fingerprint())) {
                        raise.add(alarm);
                    }
                    resolve(stage, possible.filter(other -> !other.equals(alarm.fingerprint())));
                }
            }
        }

        private void resolve(Stage stage, Stream<String> fingerprints) {
            fingerprints.filter(stands).map(it -> new Resolved(stage, it)).forEach(resolve::add);
        }
    }

    private Finding find(Stage stage, Sight sight, Timers timers) {
        Reading reading = sight.readings().get(stage);
        Finding presence = presence(stage, sight, timers);
        if (reading == null || presence instanceof Finding.Certain) {
            // What waits for a stage that is away waits because of that: its time starts once somebody is back.
            return presence;
        }
        return flow(stage, reading, timers).<Finding>map(Finding.Certain::new).orElse(presence);
    }

    private Finding presence(Stage stage, Sight sight, Timers timers) {
        if (!sight.alive().contains(stage)) {
            return after(timers.lasting(stage + " away"), () -> Alarm.away(stage, patience.grace()));
        }
        Reading reading = sight.readings().get(stage);
        if (reading != null && !reading.isAttended()) {
            return after(
                    timers.lasting(stage + " unattended"), () -> Alarm.unattended(stage, reading, patience.grace()));
        }
        return Finding.FINE;
    }

    private Optional<Alarm> flow(Stage stage, Reading reading, Timers timers) {
        var stuck = new HashMap<TopicPartition, Backlog>();
        long waiting = 0;
        for (Map.Entry<TopicPartition, Backlog> entry : reading.backlog().entrySet()) {
            Backlog backlog = entry.getValue();
            waiting += backlog.waiting();
            if (backlog.waiting() > 0
                    && isOver(
                            timers.unchanged(stage + " at " + entry.getKey(), backlog.next()), patience.stuckAfter())) {
                stuck.put(entry.getKey(), backlog);
            }
        }
        boolean isBehind = waiting >= patience.backlog()
                && isOver(timers.notLess(stage + " behind", waiting), patience.behindAfter());
        if (!stuck.isEmpty()) {
            return Optional.of(Alarm.stuck(stage, stuck, patience.stuckAfter()));
        }
        return isBehind ? Optional.of(Alarm.behind(stage, waiting, patience.behindAfter())) : Optional.empty();
    }

    private Finding find(FoundTopic topic, Timers timers) {
        if (topic.partitions() == topic.wanted()) {
            return Finding.FINE;
        }
        return after(
                timers.lasting(topic.name()),
                () -> topic.partitions() == 0 ? Alarm.missing(topic) : Alarm.repartitioned(topic));
    }

    private Finding after(Duration lasted, Supplier<Alarm> alarm) {
        return isOver(lasted, patience.grace()) ? new Finding.Certain(alarm.get()) : Finding.SUSPECTED;
    }

    private static boolean isOver(Duration lasted, Duration limit) {
        return lasted.compareTo(limit) >= 0;
    }
}
