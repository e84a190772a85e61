package io.millrace.worker;

import io.quarkus.arc.properties.UnlessBuildProperty;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * How long the group waits for a replica that is silent until it gives the partitions to others: as long as {@link
 * WorkerConfig#sessionTimeout} says, or what comes next to it that the broker allows.
 */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
@Identifier(Inbox.CHANNEL)
class Membership implements ClientCustomizer<Map<String, Object>> {
    private static final Logger LOG = Logger.getLogger(Membership.class);
    private static final String LEAST = "group.min.session.timeout.ms";
    private static final String MOST = "group.max.session.timeout.ms";

    /** So many beats may get lost, less one, before a replica is given up. */
    private static final int HEARTBEATS = 4;

    private final Map<String, Object> kafka;
    private final WorkerConfig config;

    Membership(@Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    /**
     * What brokers accept.
     *
     * @param least in milliseconds
     * @param most  in milliseconds
     */
    record Bounds(long least, long most) {
        static final Bounds DEFAULT = new Bounds(6_000, 1_800_000);

        int nearest(Duration wanted) {
            return (int) Math.clamp(wanted.toMillis(), least, most);
        }
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        Duration wanted = config.sessionTimeout();
        int session = bounds().nearest(wanted);
        String why = session == wanted.toMillis() ? "" : ", the nearest to " + wanted + " that the broker allows";
        LOG.infof("a replica that is silent for %d ms loses its partitions to others%s", session, why);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / HEARTBEATS);
        return settings;
    }

    private Bounds bounds() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-" + config.instance() + "-bounds");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                config.startTimeout().toMillis());
        try (Admin admin = Admin.create(settings)) {
            return bounds(admin);
        } catch (ExecutionException e) {
            LOG.warnf("the broker does not tell which session time-outs it allows: %s", e.getCause());
            return Bounds.DEFAULT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the broker for its session time-outs", e);
        }
    }

    /** Any broker may come to coordinate the group, so what all of them allow counts. */
    static Bounds bounds(Admin admin) throws ExecutionException, InterruptedException {
        List<ConfigResource> brokers = admin.describeCluster().nodes().get().stream()
                .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                .toList();
        Collection<org.apache.kafka.clients.admin.Config> found =
                admin.describeConfigs(brokers).all().get().values();
        return new Bounds(
                found.stream()
                        .mapToLong(value(LEAST, Bounds.DEFAULT.least()))
                        .max()
                        .orElse(Bounds.DEFAULT.least()),
                found.stream()
                        .mapToLong(value(MOST, Bounds.DEFAULT.most()))
                        .min()
                        .orElse(Bounds.DEFAULT.most()));
    }

    private static ToLongFunction<org.apache.kafka.clients.admin.Config> value(String key, long otherwise) {
        return broker -> {
            ConfigEntry entry = broker.get(key);
            return entry == null || entry.value() == null ? otherwise : Long.parseLong(entry.value());
        };
    }
}
