package io.millrace.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.events.Failure;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.events.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the monitor of the local stack knows, asked over its REST interface. Every method throws {@link CannotGoOn} when
 * the monitor does not answer, or refuses what it is asked.
 */
public final class MonitorClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Ports ports;
    private final URI api;

    public MonitorClient(Ports ports) {
        this.ports = ports;
        this.api = URI.create("http://" + Ports.HOST + ":" + Worker.port(Stage.MONITOR, ports) + "/api/v1/");
    }

    /**
     * Runs, the latest first, as the monitor writes them.
     *
     * @param query {@code model}, {@code status}, {@code limit}
     */
    public ArrayNode runs(Map<String, String> query) throws InterruptedException {
        return list(get("runs", query));
    }

    /** Alerts, the latest first, as the monitor writes them; {@code query} as for {@link #runs}. */
    public ArrayNode alerts(Map<String, String> query) throws InterruptedException {
        return list(get("alerts", query));
    }

    /** A run, by its id or the start of it. */
    public JsonNode run(String prefix) throws InterruptedException {
        return json(get("runs/" + encoded(prefix), Map.of()));
    }

    /** A run, as long as the monitor knows it. */
    public Optional<JsonNode> find(String id) throws InterruptedException {
        HttpResponse<byte[]> response = get("runs/" + encoded(id), Map.of());
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(json(response));
    }

    /** The run when something has happened to it, or after a second. Empty until the monitor has heard of it. */
    public Optional<JsonNode> next(RunId run) throws InterruptedException {
        HttpResponse<byte[]> response = get("runs/" + run, Map.of("wait", "1s", "until", "changed"));
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(json(response));
    }

    /** All models, by name, as the monitor writes them. */
    public ArrayNode models() throws InterruptedException {
        return list(get("models", Map.of()));
    }

    /** A model with its versions, as the monitor writes it. */
    public JsonNode model(ModelName name) throws InterruptedException {
        return json(get("models/" + encoded(name.value()), Map.of()));
    }

    /** A model that this client answered with, read. */
    public static ModelView model(JsonNode model) {
        return read(model, ModelView.class);
    }

    LiveMetrics live(RunId run) throws InterruptedException {
        HttpResponse<byte[]> response = get("runs/" + run + "/metrics", Map.of());
        return response.statusCode() == 200 ? LiveMetrics.of(json(response)) : LiveMetrics.NONE;
    }

    /** An alert with its evidence, which runs do not carry. */
    RunView.AlertView alert(String id) throws InterruptedException {
        return read(json(get("alerts/" + encoded(id), Map.of())), RunView.AlertView.class);
    }

    /** A run that this client answered with, read. */
    public static RunView view(JsonNode run) {
        return read(run, RunView.class);
    }

    private static <T> T read(JsonNode node, Class<T> type) {
        try {
            return JSON.treeToValue(node, type);
        } catch (JacksonException e) {
            throw notUnderstood(
                    "something that does not read as " + type.getSimpleName() + ": " + e.getOriginalMessage());
        }
    }

    private HttpResponse<byte[]> get(String path, Map<String, String> query) throws InterruptedException {
        String parameters = query.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(api.resolve(parameters.isEmpty() ? path : path + "?" + parameters))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw away();
        } catch (IOException e) {
            throw new CannotGoOn(Failure.transientFailure(
                    "monitor-unreachable",
                    "the monitor at " + api + " does not answer: " + e,
                    "See how it is with ./millrace status."));
        }
    }

    private CannotGoOn away() {
        boolean othersListen = Stream.concat(
                        Stream.of(ports.broker()), Worker.STAGES.stream().map(stage -> Worker.port(stage, ports)))
                .anyMatch(port -> !Ports.isFree(port));
        return othersListen
                ? CannotGoOn.because(
                        "monitor-down", "the monitor is not running", "Start it again with ./millrace up --detach.")
                : Stack.notRunning();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static ArrayNode list(HttpResponse<byte[]> response) {
        if (json(response) instanceof ArrayNode array) {
            return array;
        }
        throw notUnderstood("something other than a list");
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (IOException e) {
            throw notUnderstood("status " + response.statusCode() + " and something that is not JSON");
        }
        if (response.statusCode() / 100 == 4 && body.has("detail")) {
            throw refused(body);
        }
        if (response.statusCode() != 200) {
            throw notUnderstood("status " + response.statusCode());
        }
        return body;
    }

    /** The monitor's words but for its hint, which is meant for those who ask it themselves. */
    private static CannotGoOn refused(JsonNode problem) {
        String summary = problem.path("detail").asText().replaceAll("; (see /api/|allowed: ).*", "");
        List<String> allowed =
                problem.path("allowed").valueStream().map(JsonNode::asText).toList();
        return CannotGoOn.because(
                "refused",
                summary,
                allowed.isEmpty()
                        ? "./millrace runs, ./millrace models and ./millrace alerts list what there is."
                        : "It may be: " + String.join(", ", allowed) + ".");
    }

    private static CannotGoOn notUnderstood(String answer) {
        return new CannotGoOn(Failure.transientFailure(
                "monitor-answer",
                "the monitor answered with " + answer,
                "Its log, logs/monitor.log in MILLRACE_HOME, may tell more."));
    }
}
