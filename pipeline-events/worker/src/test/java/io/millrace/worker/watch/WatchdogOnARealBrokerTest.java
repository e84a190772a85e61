package io.millrace.worker.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.PipelineEvent;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.Topics;
import io.millrace.worker.testing.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Five workers' watchdogs and the groups of four stages; each test has a pipeline of its own, by its prefix. They mostly
 * wait, so they do that side by side.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("trial")
class WatchdogOnARealBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger PIPELINES = new AtomicInteger();
    private static final Broker BROKER = new Broker();

    private static Map<String, Object> client = Map.of();

    private final String prefix = "pipeline-" + PIPELINES.incrementAndGet() + ".";
    private final TopicPartition place = Duty.place(prefix);
    private final Admin admin = Admin.create(client);
    private final EventCodec codec = new EventCodec(prefix);
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    private final Map<Stage, Worker> workers = new EnumMap<>(Stage.class);

    @BeforeAll
    static void startBroker() {
        client = Map.of("bootstrap.servers", BROKER.start().get(Broker.SERVERS));
    }

    @AfterAll
    static void stopBroker() {
        BROKER.stop();
    }

    @BeforeEach
    void start() throws ExecutionException, InterruptedException {
        createTopics();
        Watch.STAGES.forEach(this::start);
        await().atMost(PATIENCE).until(() -> workers.values().stream().allMatch(Worker::isReadingItsPartitions));
    }

    /** A broker that is busy may be asked twice, and say the second time that they are there. */
    private void createTopics() throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(Topics.bundled().all(prefix)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    @AfterEach
    void stop() {
        workers.values().forEach(Worker::kill);
        producer.close();
        admin.close();
    }

    private void start(Stage stage) {
        workers.put(stage, new Worker(stage, prefix, client, producer));
    }

    private void kill(Stage stage) {
        workers.remove(stage).kill();
    }

    /** Once those who live are in the group, and nobody else. */
    private Stage onWatch() {
        return await().atMost(PATIENCE)
                .until(this::watchers, found -> found.size() == 1)
                .getFirst();
    }

    private List<Stage> watchers() throws ExecutionException, InterruptedException {
        var members = admin.describeConsumerGroups(List.of(prefix + "watchdog"))
                .describedGroups()
                .get(prefix + "watchdog")
                .get()
                .members();
        return members.size() != workers.size()
                ? List.of()
                : members.stream()
                        .filter(member -> member.assignment().topicPartitions().contains(place))
                        .flatMap(member -> Members.stageOf(member.clientId()).stream())
                        .toList();
    }

    private List<String> said() {
        var said = new ArrayList<String>();
        for (PipelineEvent event : alerts()) {
            if (event instanceof AlertRaised raised) {
                said.add("raised " + raised.fingerprint());
            } else if (event instanceof AlertResolved resolved) {
                said.add("resolved " + resolved.fingerprint());
            }
        }
        return said;
    }

    private List<PipelineEvent> alerts() {
        String topic = Topic.ALERTS.name(prefix);
        try (var reader = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            var events = new ArrayList<PipelineEvent>();
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
                    if (codec.decode(record) instanceof Decoded.Event(var envelope)) {
                        events.add(envelope.event());
                    }
                }
            }
            return events;
        }
    }

    private void awaitSaid(String... expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(said()).containsExactly(expected));
    }

    @Test
    @Execution(CONCURRENT)
    void the_death_of_the_one_on_watch_is_told_by_the_next() {
        Stage watcher = onWatch();

        kill(watcher);

        awaitSaid("raised _unattributed/" + watcher + "/stage-away");
        assertThat(onWatch()).isNotEqualTo(watcher);
    }

    @Test
    @Execution(CONCURRENT)
    void who_takes_over_neither_tells_again_what_stands_nor_forgets_to_resolve_it() {
        Stage watcher = onWatch();
        Stage dying = watcher == Stage.TRAIN ? Stage.EVALUATE : Stage.TRAIN;
        kill(dying);
        awaitSaid("raised _unattributed/" + dying + "/stage-away");

        kill(watcher);
        start(watcher);
        onWatch(); // the next, who knows of the log alone what stands; maybe the one that was started again
        start(dying);

        awaitSaid("raised _unattributed/" + dying + "/stage-away", "resolved _unattributed/" + dying + "/stage-away");
    }

    @Test
    @Execution(CONCURRENT)
    void a_worker_that_lives_but_reads_nothing_leaves_its_stage_unattended() {
        workers.get(Stage.TRAIN).stopReading();

        awaitSaid("raised _unattributed/train/stage-unattended");
    }

    @Test
    @Execution(CONCURRENT)
    void records_that_nobody_takes_are_told_with_where_they_lie() {
        workers.get(Stage.TRAIN).isTaking(false);
        producer.send(new ProducerRecord<>(prefix + "image-built", 3, "toy".getBytes(UTF_8), new byte[] {1}));
        awaitSaid("raised _unattributed/train/stage-stuck");
        assertThat(alerts()).first().isInstanceOfSatisfying(AlertRaised.class, raised -> assertThat(
                        raised.failure().evidence())
                .contains(prefix + "image-built-3@0: 1 waiting"));

        workers.get(Stage.TRAIN).isTaking(true);

        awaitSaid("raised _unattributed/train/stage-stuck", "resolved _unattributed/train/stage-stuck");
    }

    @Test
    @Execution(CONCURRENT)
    void a_topic_that_is_deleted_is_told_and_resolved_when_it_is_there_again() throws Exception {
        String topic = prefix + "model-deployed";
        admin.deleteTopics(List.of(topic)).all().get();
        awaitSaid("raised _unattributed/monitor/topic-missing/" + topic);

        admin.createTopics(Topics.bundled().all(prefix).stream()
                        .filter(wanted -> wanted.name().equals(topic))
                        .toList())
                .all()
                .get();

        awaitSaid(
                "raised _unattributed/monitor/topic-missing/" + topic,
                "resolved _unattributed/monitor/topic-missing/" + topic);
    }

    @Test
    @Execution(CONCURRENT)
    void without_the_topic_of_alerts_each_worker_calls_itself_not_ready() throws Exception {
        admin.deleteTopics(List.of(prefix + "alerts")).all().get();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(workers.values()).allSatisfy(worker -> assertThat(worker.trouble())
                        .hasValueSatisfying(trouble -> assertThat(trouble).contains(prefix + "alerts is missing"))));
    }
}
