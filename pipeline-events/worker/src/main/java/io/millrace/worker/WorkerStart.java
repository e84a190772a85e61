package io.millrace.worker;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Sees to the topics before anything is read from them or written to them. */
@ApplicationScoped
class WorkerStart {
    /** Before the messaging extension connects its channels, which it does at {@code LIBRARY_BEFORE}. */
    private static final int BEFORE_CHANNELS = 1;

    void topics(
            @Observes @Priority(BEFORE_CHANNELS) StartupEvent start,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            WorkerConfig config) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-" + config.instance() + "-admin");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                config.startTimeout().toMillis());
        try (Admin admin = Admin.create(settings)) {
            new TopicCheck(admin, config.startTimeout()).ensure(Topics.bundled().all(config.topicPrefix()));
        }
    }
}
