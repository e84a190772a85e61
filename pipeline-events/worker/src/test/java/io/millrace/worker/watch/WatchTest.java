package io.millrace.worker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Stage;
import io.millrace.worker.watch.Sight.Backlog;
import io.millrace.worker.watch.Sight.FoundTopic;
import io.millrace.worker.watch.Sight.Reading;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WatchTest {
    private static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(15), Duration.ofSeconds(60), 1_000, Duration.ofMinutes(5), Duration.ofSeconds(20));
    private static final TopicPartition FIRST = new TopicPartition("millrace.image-built", 0);
    private static final TopicPartition SECOND = new TopicPartition("millrace.image-built", 1);
    private static final Reading ATTENDED = new Reading(Set.of(FIRST, SECOND), Set.of(), Map.of());
    private static final FoundTopic TOPIC = new FoundTopic("millrace.image-built", Stage.MONITOR, 12, 12);

    private final Watch watch = new Watch(PATIENCE);
    private final Set<String> standing = new HashSet<>();
    private Memory memory = Memory.NONE;
    private int second = 1_000;

    /** One look, five seconds after the last; what it decides is done. */
    private Watch.Step look(Sight sight) {
        second += 5;
        Watch.Step step = watch.look(memory, sight, standing::contains, Duration.ofSeconds(second));
        memory = step.memory();
        step.raise().forEach(alarm -> standing.add(alarm.fingerprint()));
        step.resolve().forEach(resolved -> standing.remove(resolved.fingerprint()));
        return step;
    }

    private Watch.Step lookFor(int seconds, Sight sight) {
        Watch.Step step = look(sight);
        for (int passed = 0; passed < seconds; passed += 5) {
            step = look(sight);
        }
        return step;
    }

    private static Sight well() {
        return sight(EnumSet.copyOf(Watch.STAGES), ATTENDED, TOPIC);
    }

    private static Sight without(Stage stage) {
        var alive = EnumSet.copyOf(Watch.STAGES);
        alive.remove(stage);
        return sight(alive, new Reading(Set.of(), Set.of(), Map.of()), TOPIC);
    }

    private static Sight training(Reading reading) {
        return sight(EnumSet.copyOf(Watch.STAGES), reading, TOPIC);
    }

    private static Sight waiting(long next, long end) {
        return training(new Reading(Set.of(FIRST, SECOND), Set.of(), Map.of(FIRST, new Backlog(next, end))));
    }

    private static Sight sight(Set<Stage> alive, Reading training, FoundTopic topic) {
        var readings = new EnumMap<Stage, Reading>(Stage.class);
        for (Stage stage : List.of(Stage.BUILD, Stage.EVALUATE, Stage.DEPLOY)) {
            readings.put(stage, ATTENDED);
        }
        readings.put(Stage.TRAIN, training);
        return new Sight(alive, readings, List.of(topic));
    }

    private static List<String> raised(Watch.Step step) {
        return step.raise().stream().map(Alarm::fingerprint).toList();
    }

    private static List<String> resolved(Watch.Step step) {
        return step.resolve().stream().map(Watch.Resolved::fingerprint).toList();
    }

    @Test
    void nothing_is_said_about_a_pipeline_that_is_well() {
        Watch.Step step = lookFor(600, well());

        assertThat(step.raise()).isEmpty();
        assertThat(step.resolve()).isEmpty();
        assertThat(standing).isEmpty();
    }

    @Nested
    class A_stage_of_which_no_worker_lives {

        @Test
        void is_given_the_time_of_a_restart() {
            lookFor(10, without(Stage.TRAIN));

            assertThat(standing).isEmpty();
            assertThat(look(well()).raise()).isEmpty();
        }

        @Test
        void is_told_once_with_its_most_precise_cause_alone() {
            Watch.Step step = lookFor(15, without(Stage.TRAIN));

            assertThat(raised(step)).containsExactly("_unattributed/train/stage-away");
            assertThat(step.raise().getFirst().failure().summary()).contains("no trainer", "15 s", "stage train");
            assertThat(step.raise().getFirst().failure().remedy()).contains("./millrace up");
            assertThat(lookFor(3_600, without(Stage.TRAIN)).raise()).isEmpty();
        }

        @Test
        void may_be_the_monitor_which_reads_without_a_group() {
            var alive = EnumSet.complementOf(EnumSet.of(Stage.MONITOR, Stage.UNKNOWN));

            Watch.Step step = lookFor(15, sight(alive, ATTENDED, TOPIC));

            assertThat(raised(step)).containsExactly("_unattributed/monitor/stage-away");
        }

        @Test
        void is_resolved_once_it_reads_again_and_not_when_its_process_starts() {
            lookFor(15, without(Stage.TRAIN));

            Watch.Step started = look(training(new Reading(Set.of(), Set.of(), Map.of())));
            Watch.Step reading = look(well());

            assertThat(started.resolve()).isEmpty();
            assertThat(resolved(reading)).containsExactly("_unattributed/train/stage-away");
            assertThat(look(well()).resolve()).isEmpty();
        }

        @Test
        void has_not_been_away_while_nobody_looked() {
            look(without(Stage.TRAIN));
            second += 3_600;

            Watch.Step step = look(without(Stage.TRAIN));

            assertThat(step.raise()).isEmpty();
            assertThat(raised(lookFor(10, without(Stage.TRAIN)))).containsExactly("_unattributed/train/stage-away");
        }

        @Test
        void is_not_told_again_by_the_next_on_watch_who_read_that_it_stands() {
            lookFor(15, without(Stage.TRAIN));
            memory = Memory.NONE;

            assertThat(lookFor(600, without(Stage.TRAIN)).raise()).isEmpty();
            assertThat(resolved(look(well()))).containsExactly("_unattributed/train/stage-away");
        }
    }

    @Nested
    class A_stage_whose_worker_lives_but_does_not_read {

        @Test
        void is_unattended() {
            Watch.Step step = lookFor(15, training(new Reading(Set.of(), Set.of(), Map.of())));

            assertThat(raised(step)).containsExactly("_unattributed/train/stage-unattended");
        }

        @Test
        void is_unattended_when_a_single_partition_is_left_out() {
            Watch.Step step = lookFor(15, training(new Reading(Set.of(FIRST), Set.of(SECOND), Map.of())));

            assertThat(step.raise().getFirst().failure().summary()).contains("1 of the 2 partitions", "train");
            assertThat(step.raise().getFirst().failure().evidence()).contains("millrace.image-built-1");
        }

        @Test
        void takes_over_from_the_alert_that_it_was_away() {
            lookFor(15, without(Stage.TRAIN));

            Watch.Step step = lookFor(15, training(new Reading(Set.of(), Set.of(), Map.of())));

            assertThat(raised(step)).containsExactly("_unattributed/train/stage-unattended");
            assertThat(resolved(step)).containsExactly("_unattributed/train/stage-away");
        }
    }

    @Nested
    class Records_that_wait {

        @Test
        void for_long_in_a_partition_from_which_nothing_is_taken_are_stuck() {
            Watch.Step step = lookFor(60, waiting(17, 20));

            assertThat(raised(step)).containsExactly("_unattributed/train/stage-stuck");
            assertThat(step.raise().getFirst().failure().summary())
                    .contains("trainer", "millrace.image-built-0", "60 s", "3 records wait");
            assertThat(step.raise().getFirst().failure().evidence()).contains("millrace.image-built-0@17: 3 waiting");
        }

        @Test
        void are_not_stuck_while_they_are_taken_however_slowly() {
            for (int taken = 0; taken < 100; taken++) {
                lookFor(50, waiting(taken, 500));
            }

            assertThat(standing).isEmpty();
        }

        @Test
        void behind_one_that_blocks_them_are_stuck_although_other_partitions_move() {
            for (int taken = 0; taken < 13; taken++) {
                look(training(new Reading(
                        Set.of(FIRST, SECOND),
                        Set.of(),
                        Map.of(FIRST, new Backlog(17, 18), SECOND, new Backlog(taken, 500)))));
            }

            assertThat(standing).containsExactly("_unattributed/train/stage-stuck");
        }

        @Test
        void are_resolved_as_soon_as_one_is_taken() {
            lookFor(60, waiting(17, 20));

            assertThat(resolved(look(waiting(18, 20)))).containsExactly("_unattributed/train/stage-stuck");
        }

        @Test
        void for_a_stage_that_was_away_have_their_time_once_it_is_back() {
            var away = EnumSet.copyOf(Watch.STAGES);
            away.remove(Stage.TRAIN);
            Reading backlog = new Reading(Set.of(FIRST, SECOND), Set.of(), Map.of(FIRST, new Backlog(17, 20)));
            lookFor(600, sight(away, backlog, TOPIC));

            Watch.Step back = lookFor(50, waiting(17, 20));

            assertThat(back.raise()).isEmpty();
            assertThat(standing).isEmpty();
        }

        @Test
        void and_become_more_and_more_are_behind() {
            Watch.Step step = look(waiting(0, 1_000));
            for (int n = 1; n <= 60; n++) {
                step = look(waiting(n, 1_000 + 3L * n));
            }

            assertThat(raised(step)).containsExactly("_unattributed/train/stage-behind");
            assertThat(step.raise().getFirst().failure().summary()).contains("1120 records", "trainer");
        }

        @Test
        void and_become_fewer_are_not() {
            for (int n = 1; n <= 100; n++) {
                look(waiting(n * 10, 5_000));
            }

            assertThat(standing).isEmpty();
        }
    }

    @Nested
    class A_topic {
        private final FoundTopic missing = new FoundTopic("millrace.image-built", Stage.MONITOR, 0, 12);
        private final FoundTopic altered = new FoundTopic("millrace.image-built", Stage.MONITOR, 24, 12);

        private Sight with(FoundTopic topic) {
            return sight(EnumSet.copyOf(Watch.STAGES), ATTENDED, topic);
        }

        @Test
        void that_is_missing_is_named_and_resolved_when_it_is_there() {
            Watch.Step step = lookFor(15, with(missing));

            assertThat(raised(step)).containsExactly("_unattributed/monitor/topic-missing/millrace.image-built");
            assertThat(step.raise().getFirst().failure().summary()).contains("millrace.image-built is missing");
            assertThat(resolved(look(well())))
                    .containsExactly("_unattributed/monitor/topic-missing/millrace.image-built");
        }

        @Test
        void that_came_back_with_other_partitions_is_another_alert() {
            lookFor(15, with(missing));

            Watch.Step step = look(with(altered));

            assertThat(raised(step)).containsExactly("_unattributed/monitor/topic-partitions/millrace.image-built");
            assertThat(resolved(step)).containsExactly("_unattributed/monitor/topic-missing/millrace.image-built");
            assertThat(step.raise().getFirst().failure().summary()).contains("24 partitions instead of 12");
        }
    }
}
