package io.millrace.builder.mlflow;

import static io.millrace.builder.mlflow.Given.CHURN;
import static io.millrace.builder.mlflow.Given.TAGGED;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.builder.ingress.KafkaRegistrar;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Topic;
import io.millrace.worker.testing.OpenBroker;
import io.millrace.worker.trace.Spans;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks at the registry come to on a real log. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReplicasOnARealBrokerTest {
    private static final String PREFIX = "looks.";

    @TempDir
    Path folder;

    private final RegistryStandIn mlflow = new RegistryStandIn();
    private final List<AutoCloseable> open = new ArrayList<>();
    private EmbeddedKafkaBroker broker;
    private Map<String, Object> kafka;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void start() throws Exception {
        broker = OpenBroker.make().start();
        kafka = Map.of("bootstrap.servers", broker.getAdvertisedListeners());
        try (var admin = Admin.create(kafka)) {
            admin.createTopics(List.of(
                            new NewTopic(Topic.MODEL_REGISTERED.name(PREFIX), 4, (short) 1),
                            new NewTopic(Topic.ALERTS.name(PREFIX), 4, (short) 1)))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        producer.close();
        mlflow.close();
        broker.close();
    }

    @Test
    void two_replicas_that_look_at_the_same_time_come_to_the_same_events() throws InterruptedException {
        Reconciler one = replica("one");
        Reconciler other = replica("other");
        one.reconcile();
        other.reconcile();
        for (int i = 0; i < 5; i++) {
            mlflow.create(CHURN, TAGGED);
        }

        Thread first = Thread.ofPlatform().start(one::reconcile);
        Thread second = Thread.ofPlatform().start(other::reconcile);
        first.join();
        second.join();

        assertThat(versions()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void a_replica_that_was_never_here_before_registers_nothing_again_and_misses_nothing() {
        Reconciler first = replica("one");
        first.reconcile();
        mlflow.create(CHURN, TAGGED);
        first.reconcile();
        mlflow.create(CHURN, TAGGED);

        Reconciler elsewhere = replica("empty home");
        elsewhere.reconcile();
        elsewhere.reconcile();

        assertThat(versions()).containsExactly("1", "2");
        assertThat(events(Topic.MODEL_REGISTERED)).hasSize(2);
    }

    @Test
    void an_outage_is_one_alert_for_all_replicas_and_is_resolved_by_one_of_them() {
        mlflow.mood = Optional.of(exchange -> RegistryStandIn.send(exchange, 503, "text/html", ""));
        Reconciler one = replica("one");
        Reconciler other = replica("other");
        for (int i = 0; i < 3; i++) {
            one.reconcile();
            other.reconcile();
        }
        assertThat(events(Topic.ALERTS)).extracting(Envelope::id).hasSize(1);

        mlflow.mood = Optional.empty();
        other.reconcile();
        one.reconcile();

        assertThat(events(Topic.ALERTS)).hasSize(2);
    }

    /** In the order of their first events. */
    private List<String> versions() {
        var ids = new HashSet<String>();
        return events(Topic.MODEL_REGISTERED).stream()
                .filter(envelope -> ids.add(envelope.id()))
                .map(envelope -> (ModelRegistered) envelope.event())
                .map(event -> event.version().orElseThrow().value())
                .toList();
    }

    private List<Envelope> events(Topic topic) {
        var events = new ArrayList<Envelope>();
        new LogTail(kafka, PREFIX, List.of(topic)).readOn(events::add);
        return events;
    }

    private Reconciler replica(String name) {
        var registry = Given.registry(mlflow.url());
        var registrar =
                new KafkaRegistrar(kafka, name, PREFIX, Duration.ofSeconds(10), "MLflow registry", Spans.NOWHERE);
        open.add(registry);
        open.add(registrar);
        var memory = new Memory();
        return new Reconciler(
                Given.rules(),
                registry,
                new FirstLooks(folder.resolve(name)),
                new Registrations(registrar, memory),
                memory,
                new LogTail(kafka, PREFIX, List.of(Topic.MODEL_REGISTERED, Topic.ALERTS))::readOn,
                new Alarms(memory, this::publish),
                new MlflowMetrics(new SimpleMeterRegistry()));
    }

    private CompletableFuture<Void> publish(Envelope envelope) {
        producer.send(new EventCodec(PREFIX).encode(envelope));
        producer.flush();
        return CompletableFuture.completedFuture(null);
    }
}
