package io.millrace.monitor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Envelope;
import io.millrace.events.EventType;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics are read side by side: only within a topic is there an order. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AnyOrderTest {
    private static final Trip GOOD = Trip.of("digits", 1);
    private static final Trip BAD = Trip.of("digits", 2);
    private static final Trip FIXED = Trip.of("digits", 3);

    @Test
    void a_run_looks_the_same_in_whatever_order_its_topics_are_read() {
        List<Envelope> events = List.of(
                GOOD.registered(0),
                GOOD.progress(Stage.BUILD, State.RUNNING, 1, 1),
                GOOD.built(2),
                GOOD.progress(Stage.TRAIN, State.SUCCEEDED, 1, 3),
                GOOD.trained(4),
                GOOD.serves(1, 5),
                GOOD.deployed(1, 6),
                GOOD.ended(RunEnded.Result.DEPLOYED, Stage.DEPLOY, 7));

        Set<Run> views = new HashSet<>();
        int orders = everyOrder(byTopic(events), Optional.empty(), views);

        assertThat(orders).isEqualTo(8 * 7 * 6 * 5 * 4 * 3); // 8! less the two orders of the two progress reports
        assertThat(views).hasSize(1);
    }

    @Test
    void a_run_that_was_tried_again_looks_the_same_in_whatever_order_its_topics_are_read() {
        Trip again = BAD.again();
        List<Envelope> events = List.of(
                BAD.registered(0),
                BAD.built(2),
                BAD.progress(Stage.TRAIN, State.FAILED, 1, 3),
                BAD.raised(Stage.TRAIN, Trip.GATE_MISSED, 4),
                BAD.ended(RunEnded.Result.FAILED, Stage.TRAIN, 4),
                again.progress(Stage.TRAIN, State.RUNNING, 1, 5),
                again.trained(6),
                again.ended(RunEnded.Result.FINISHED, Stage.DEPLOY, 7));

        Set<Run> views = new HashSet<>();
        everyOrder(byTopic(events), Optional.empty(), views);

        assertThat(views).hasSize(1);
        assertThat(views.iterator().next().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everything_looks_the_same_in_whatever_order_the_topics_are_read_and_however_often(long seed) {
        var random = new Random(seed);
        List<Envelope> events = severalRuns();
        var expected = new View(new Bounds(100, 100, 1_000));
        events.forEach(expected::apply);

        for (int times = 0; times < 50; times++) {
            var view = new View(new Bounds(100, 100, 1_000));
            shuffled(byTopic(events), random).forEach(event -> {
                view.apply(event);
                if (random.nextInt(3) == 0) {
                    view.apply(event);
                }
            });

            assertThat(snapshot(view)).isEqualTo(snapshot(expected));
        }
    }

    @Test
    void an_event_that_comes_twice_changes_nothing() {
        var view = new View(new Bounds(100, 100, 1_000));
        severalRuns().forEach(view::apply);
        List<Object> before = snapshot(view);

        List<Optional<Change>> changes = severalRuns().stream().map(view::apply).toList();

        assertThat(changes).containsOnly(Optional.empty());
        assertThat(snapshot(view)).isEqualTo(before);
    }

    private static List<Envelope> severalRuns() {
        var events = new ArrayList<>(GOOD.well());
        Envelope alert = BAD.raised(Stage.EVALUATE, Trip.GATE_MISSED, 24);
        events.addAll(List.of(
                BAD.registered(20),
                BAD.progress(Stage.TRAIN, State.WAITING, 1, 21, "next attempt in 5 s"),
                BAD.progress(Stage.TRAIN, State.RUNNING, 2, 22),
                BAD.trained(23),
                BAD.progress(Stage.EVALUATE, State.FAILED, 1, 24, "accuracy is 0.7"),
                alert,
                BAD.ended(RunEnded.Result.REJECTED, Stage.EVALUATE, 24),
                FIXED.registered(30),
                FIXED.trained(31),
                FIXED.resolves(alert, 32),
                FIXED.progress(Stage.DEPLOY, State.WAITING, 0, 33)));
        events.addAll(Trip.of("faces", 1).well());
        return events;
    }

    private static List<Object> snapshot(View view) {
        return List.of(
                view.runs(run -> true, 100),
                view.alerts(alert -> true, 100),
                view.models(),
                view.history(GOOD.id()),
                view.history(BAD.id()));
    }

    private static Map<Topic, Deque<Envelope>> byTopic(List<Envelope> events) {
        var topics = new EnumMap<Topic, Deque<Envelope>>(Topic.class);
        events.forEach(
                event -> topics.computeIfAbsent(EventType.of(event.event()).topic(), topic -> new ArrayDeque<>())
                        .add(event));
        return topics;
    }

    /** Walks through all ways to read the topics side by side; how many there are. */
    private static int everyOrder(Map<Topic, Deque<Envelope>> left, Optional<Run> run, Set<Run> results) {
        int orders = 0;
        for (Deque<Envelope> topic : left.values()) {
            if (!topic.isEmpty()) {
                Envelope next = topic.removeFirst();
                Run after = run.map(before -> before.after(next)).orElseGet(() -> Run.first(idOf(next), next));
                orders += everyOrder(left, Optional.of(after), results);
                topic.addFirst(next);
            }
        }
        if (orders == 0) {
            run.ifPresent(results::add);
            return 1;
        }
        return orders;
    }

    private static RunId idOf(Envelope envelope) {
        return Run.idOf(envelope).orElseThrow();
    }

    private static List<Envelope> shuffled(Map<Topic, Deque<Envelope>> left, Random random) {
        var events = new ArrayList<Envelope>();
        while (!left.isEmpty()) {
            List<Topic> topics = List.copyOf(left.keySet());
            Topic topic = topics.get(random.nextInt(topics.size()));
            events.add(left.get(topic).removeFirst());
            left.values().removeIf(Deque::isEmpty);
        }
        return events;
    }
}
