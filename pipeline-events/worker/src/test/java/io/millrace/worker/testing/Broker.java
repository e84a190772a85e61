package io.millrace.worker.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.util.Map;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real broker: in the test's JVM, or with {@code -Dtest.broker=testcontainers} in a container of the image
 * that {@code test.kafka-image} names.
 */
public class Broker implements QuarkusTestResourceLifecycleManager {
    private static final String DEFAULT_IMAGE = "apache/kafka:4.1.1";

    /** As the local stack's broker has it. */
    private static final String LEAST_SESSION_MILLIS = "1000";

    private Runnable stop = () -> {};

    @Override
    public Map<String, String> start() {
        String servers = "testcontainers".equals(System.getProperty("test.broker")) ? container() : embedded();
        return Map.of("kafka.bootstrap.servers", servers);
    }

    private String embedded() {
        var broker = new EmbeddedKafkaBroker().withAdditionalProperties(settings -> {
            settings.put("auto.create.topics.enable", "false");
            settings.put("group.min.session.timeout.ms", LEAST_SESSION_MILLIS);
        });
        broker.start();
        stop = broker::close;
        return broker.getAdvertisedListeners();
    }

    private String container() {
        var image = DockerImageName.parse(System.getProperty("test.kafka-image", DEFAULT_IMAGE));
        var container = new KafkaContainer(image.asCompatibleSubstituteFor("apache/kafka"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", LEAST_SESSION_MILLIS);
        container.start();
        stop = container::stop;
        return container.getBootstrapServers();
    }

    @Override
    public void stop() {
        stop.run();
    }
}
