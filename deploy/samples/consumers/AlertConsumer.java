import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints a line for each alert that is raised or resolved, with nothing but Kafka's own client. From the checkout:
 *
 * <pre>
 * java -cp 'monitor-service/target/quarkus-app/lib/main/*' deploy/samples/consumers/AlertConsumer.java 127.0.0.1:8810
 * </pre>
 *
 * Started again, it goes on where it was. Under another group's name it begins with the first alert there ever was.
 */
public class AlertConsumer {
    private static final int REMEMBERED = 10_000;

    /** Delivery is at least once: ids of events tell second copies. */
    private static final Set<String> SEEN = new LinkedHashSet<>();

    public static void main(String[] arguments) {
        String servers = arguments.length > 0 ? arguments[0] : "127.0.0.1:8810";
        String topic = arguments.length > 1 ? arguments[1] : "millrace.alerts";
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", servers,
                "group.id", arguments.length > 2 ? arguments[2] : "alert-consumer-example",
                "auto.offset.reset", "earliest",
                // The place in the log is kept once an alert was dealt with, not once it was read.
                "enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (true) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(10))) {
                    if (isNews(header(record, "ce_id"))) {
                        dealWith(record);
                    }
                }
                consumer.commitSync();
            }
        }
    }

    /** Here a pager would be called. The value is JSON: docs/events.md says what is in it. */
    private static void dealWith(ConsumerRecord<String, String> record) {
        switch (header(record, "ce_type")) {
            case "io.millrace.alert.raised.v1" -> System.out.println("raised    " + record.key() + "  " + record.value());
            case "io.millrace.alert.resolved.v1" -> System.out.println("resolved  " + record.key() + "  " + record.value());
            // A newer Millrace may tell more than this program knows.
            default -> {}
        }
    }

    private static boolean isNews(String id) {
        if (SEEN.size() >= REMEMBERED) {
            SEEN.remove(SEEN.iterator().next());
        }
        return SEEN.add(id);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
