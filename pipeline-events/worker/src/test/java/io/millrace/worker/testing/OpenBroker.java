package io.millrace.worker.testing;

import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;

/** A real broker in the test's JVM that lets in everybody. */
public final class OpenBroker {
    private OpenBroker() {}

    /** Not started yet. */
    public static EmbeddedKafkaBroker make() {
        return new EmbeddedKafkaBroker().withKafkaPort(FreePort.find()).withControllerPort(FreePort.find());
    }
}
