package io.millrace.worker.watch;

import io.millrace.events.Stage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What one look at the pipeline found.
 *
 * @param alive    stages of which at least one worker lives
 * @param readings how far the stages are that share their topics through a consumer group; not the monitor
 * @param topics   every topic that there should be
 */
record Sight(Set<Stage> alive, Map<Stage, Reading> readings, List<FoundTopic> topics) {

    /**
     * @param held    partitions that a member of the group reads
     * @param unheld  partitions of the same topics that nobody reads
     * @param backlog of every partition that is read, or was
     */
    record Reading(Set<TopicPartition> held, Set<TopicPartition> unheld, Map<TopicPartition, Backlog> backlog) {
        boolean isAttended() {
            return !held.isEmpty() && unheld.isEmpty();
        }
    }

    /**
     * @param next offset of the first record that is not taken yet
     * @param end  offset behind the last record
     */
    record Backlog(long next, long end) {
        long waiting() {
            return Math.max(0, end - next);
        }
    }

    /**
     * @param stage      whose own topic it is; the monitor's where all share it
     * @param partitions how many it has; 0 when it is missing
     * @param wanted     how many it should have
     */
    record FoundTopic(String name, Stage stage, int partitions, int wanted) {}
}
