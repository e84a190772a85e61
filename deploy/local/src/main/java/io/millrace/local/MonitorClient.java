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
import io.millrace.events.RunId;
import io.millrace.events.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** What the monitor of the local stack knows, asked over its REST interface. */
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
    private final URI api;

    public MonitorClient(Ports ports) {
        this.api = URI.create("http://" + Ports.HOST + ":" + Worker.port(Stage.MONITOR, ports) + "/api/v1/");
    }

    /** All runs, the latest first, as the monitor writes them. */
    public ArrayNode runs() throws InterruptedException {
        return array(get("runs"));
    }

    /** All alerts, as the monitor writes them. */
    public ArrayNode alerts() throws InterruptedException {
        return array(get("alerts"));
    }

    /**
     * The run when something happens to it, or after a second. Empty as long as the monitor has not heard of it.
     */
    public Optional<JsonNode> next(RunId run) throws InterruptedException {
        HttpResponse<byte[]> response = get("runs/" + run + "?wait=1s&until=changed");
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(json(response));
    }

    /** One of {@link #runs()}, read. Absent what the monitor does not tell. */
    public static RunView view(JsonNode run) {
        try {
            return JSON.treeToValue(run, RunView.class);
        } catch (JacksonException e) {
            throw notUnderstood("a run that does not read as one: " + e.getOriginalMessage());
        }
    }

    private HttpResponse<byte[]> get(String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw Stack.notRunning();
        } catch (IOException e) {
            throw new CannotGoOn(Failure.transientFailure(
                    "monitor-unreachable",
                    "the monitor at " + api + " does not answer: " + e,
                    "See how it is with ./millrace status."));
        }
    }

    private static ArrayNode array(HttpResponse<byte[]> response) {
        if (json(response) instanceof ArrayNode array) {
            return array;
        }
        throw notUnderstood("something other than a list");
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw notUnderstood("status " + response.statusCode());
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw notUnderstood("something that is not JSON: " + e.getMessage());
        }
    }

    private static CannotGoOn notUnderstood(String answer) {
        return new CannotGoOn(Failure.transientFailure(
                "monitor-answer",
                "the monitor answered with " + answer,
                "Its log tells more; see ./millrace status and the folder logs in MILLRACE_HOME."));
    }
}
