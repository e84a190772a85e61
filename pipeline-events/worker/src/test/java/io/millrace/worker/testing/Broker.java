package io.millrace.worker.testing;

import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real broker: in the test's JVM, where the worker under test has no rights but its own, or with {@code
 * -Dtest.broker=testcontainers} in a container of the image that {@code test.kafka-image} names, where it may do
 * everything.
 */
public class Broker implements QuarkusTestResourceLifecycleManager {
    /** Where the test itself gets in, and may do everything. */
    public static final String SERVERS = "test.kafka.servers";

    private static final String DEFAULT_IMAGE = "apache/kafka:4.1.1";
    private static final String PASSWORD = "a secret of the test";

    /** As the local stack's broker has it. */
    private static final String LEAST_SESSION_MILLIS = "1000";

    private Runnable stop = () -> {};

    @Override
    public Map<String, String> start() {
        if ("testcontainers".equals(System.getProperty("test.broker"))) {
            String servers = container();
            return Map.of("kafka.bootstrap.servers", servers, SERVERS, servers);
        }
        return embedded();
    }

    private Map<String, String> embedded() {
        var broker = new SecuredBroker();
        stop = broker::close;
        Map<String, String> settings = new HashMap<>(Map.of(SERVERS, broker.servers()));
        try (var operator = new Operator(broker.servers())) {
            operator.makeTopics(Topic.DEFAULT_PREFIX);
            ConfigProvider.getConfig()
                    .getOptionalValue("millrace.stage", Stage.class)
                    .ifPresent(stage -> {
                        operator.setPassword(stage.worker(), PASSWORD);
                        operator.grant(stage.worker(), stage, Topic.DEFAULT_PREFIX);
                        broker.user(stage.worker(), PASSWORD)
                                .forEach((key, value) -> settings.put("kafka." + key, value));
                    });
        }
        return settings;
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
