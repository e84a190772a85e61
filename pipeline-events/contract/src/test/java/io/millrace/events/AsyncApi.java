package io.millrace.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The topics and messages as an AsyncAPI 3.0.0 document, told from where Millrace stands: it receives and it sends. */
final class AsyncApi {
    static final Path FILE = Path.of("src/main/resources/asyncapi.json");

    private static final Path EVENTS = Path.of("../../docs/events.md");
    private static final int PARTITIONS = 12;
    private static final List<EventType> FROM_OUTSIDE = List.of(
            EventType.MODEL_REGISTERED,
            EventType.RUN_CANCEL,
            EventType.RUN_RETRY,
            EventType.DEPLOYMENT_ROLLBACK,
            EventType.DEPLOYMENT_REMOVE);

    private static final Set<Topic> COMPACTED = Set.of(Topic.SERVING);

    /** Of the CloudEvents attributes, those that a record must have; in binary mode they are headers. */
    private static final Map<String, String> REQUIRED = Map.of(
            "ce_specversion", "always 1.0",
            "ce_id", "recognises a second copy",
            "ce_source", "who published it, a URI reference",
            "ce_type", "the message's name",
            "content-type", "application/json");

    private AsyncApi() {}

    static ObjectNode document() {
        ObjectNode document = Json.MAPPER.createObjectNode().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Millrace")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "Models from a commit to production, as events on Kafka topics: CloudEvents 1.0, in binary or"
                                + " structured mode. New fields and messages may come at any time; a message never"
                                + " changes its meaning under its name.");
        document.put("defaultContentType", "application/json");
        document.putObject("servers")
                .putObject("local")
                .put("host", "127.0.0.1:8810")
                .put("protocol", "kafka")
                .put("description", "The broker of ./millrace up");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        for (Topic topic : Topic.values()) {
            channels.set(topic.suffix(), channel(topic));
            operation(operations, "receive", topic, true);
            operation(operations, "send", topic, false);
        }
        ObjectNode components = document.putObject("components");
        ObjectNode messages = components.putObject("messages");
        Arrays.stream(EventType.values()).forEach(type -> messages.set(name(type), message(type)));
        components.putObject("schemas").set("attributes", attributes());
        return document;
    }

    private static List<EventType> of(Topic topic) {
        return Arrays.stream(EventType.values())
                .filter(type -> type.topic() == topic)
                .toList();
    }

    private static ObjectNode channel(Topic topic) {
        ObjectNode channel = Json.MAPPER
                .createObjectNode()
                .put("address", topic.name(Topic.DEFAULT_PREFIX))
                .put("description", said(topic));
        ObjectNode messages = channel.putObject("messages");
        of(topic).forEach(type -> messages.putObject(name(type)).put("$ref", "#/components/messages/" + name(type)));
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka").put("partitions", PARTITIONS);
        kafka.putObject("topicConfiguration")
                .putArray("cleanup.policy")
                .add(COMPACTED.contains(topic) ? "compact" : "delete");
        kafka.put("bindingVersion", "0.5.0");
        return channel;
    }

    /** As {@code docs/events.md} tells it. */
    private static String said(Topic topic) {
        String start = "| `" + topic.name(Topic.DEFAULT_PREFIX) + "` |";
        return Golden.read(EVENTS)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.split("\\|")[3].strip())
                .findFirst()
                .orElseThrow();
    }

    private static void operation(ObjectNode operations, String action, Topic topic, boolean fromOutside) {
        List<EventType> types = of(topic).stream()
                .filter(type -> FROM_OUTSIDE.contains(type) == fromOutside)
                .toList();
        if (types.isEmpty()) {
            return;
        }
        ObjectNode operation =
                operations.putObject(action + "-" + topic.suffix()).put("action", action);
        operation.putObject("channel").put("$ref", "#/channels/" + topic.suffix());
        ArrayNode messages = operation.putArray("messages");
        types.forEach(
                type -> messages.addObject().put("$ref", "#/channels/" + topic.suffix() + "/messages/" + name(type)));
    }

    private static String name(EventType type) {
        return type.wireName().substring(EventType.NAMESPACE.length());
    }

    private static ObjectNode message(EventType type) {
        ObjectNode message = Json.MAPPER.createObjectNode().put("name", type.wireName());
        message.putObject("headers").put("$ref", "#/components/schemas/attributes");
        message.putObject("payload").put("$ref", "schema/" + type.wireName() + ".json");
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.putObject("key").put("type", "string").put("description", "the model's name");
        kafka.put("bindingVersion", "0.5.0");
        return message;
    }

    private static ObjectNode attributes() {
        ObjectNode attributes = Json.MAPPER.createObjectNode().put("type", "object");
        ObjectNode properties = attributes.putObject("properties");
        REQUIRED.keySet().stream()
                .sorted()
                .forEach(name ->
                        properties.putObject(name).put("type", "string").put("description", REQUIRED.get(name)));
        return attributes;
    }
}
