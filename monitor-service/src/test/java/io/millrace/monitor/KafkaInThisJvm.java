package io.millrace.monitor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.util.Map;

/** A real broker without a container. */
public class KafkaInThisJvm implements QuarkusTestResourceLifecycleManager {
    private final EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker()
            .withAdditionalProperties(settings -> settings.put("auto.create.topics.enable", "false"));

    @Override
    public Map<String, String> start() {
        broker.start();
        return Map.of("kafka.bootstrap.servers", broker.getAdvertisedListeners());
    }

    @Override
    public void stop() {
        broker.close();
    }
}
