package io.millrace.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The monitor asked directly: for what has to be seen within milliseconds, and for what is asked again and again, as
 * each command is a process of its own that costs a second of a processor.
 */
final class Monitor {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** That a run goes through: build, train, evaluate, deploy. */
    private static final int STAGES = 4;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    Monitor(int port) {
        this.port = port;
    }

    /** Waits until a run was heard of at a stage: from then on it is in that worker's hands. */
    void awaitStage(String run, String stage) {
        await("run " + run + " at " + stage)
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> hasReached(run, stage));
    }

    private boolean hasReached(String run, String stage) throws IOException, InterruptedException {
        return StreamSupport.stream(get("runs/" + run).path("stages").spliterator(), false)
                .anyMatch(found -> found.get("stage").asText().equals(stage)
                        && !found.get("startedAt").isNull());
    }

    /** The run, once it has ended and all is told that belongs to its end: by other topics, read side by side. */
    JsonNode awaitEnd(String run) {
        return awaitAnswer("runs/" + run, found -> found.hasNonNull("endedAt") && isWhole(found));
    }

    private static boolean isWhole(JsonNode ended) {
        return switch (ended.get("status").asText()) {
            case "succeeded" -> ended.hasNonNull("endpoint") && hasEveryStage(ended);
            case "failed", "rejected" -> !ended.get("alerts").isEmpty();
            default -> true;
        };
    }

    private static boolean hasEveryStage(JsonNode run) {
        JsonNode stages = run.get("stages");
        return stages.size() == STAGES
                && StreamSupport.stream(stages.spliterator(), false)
                        .allMatch(stage -> stage.hasNonNull("startedAt") && stage.hasNonNull("endedAt"));
    }

    void awaitStatus(String run, String status) {
        awaitAnswer("runs/" + run, found -> found.path("status").asText().equals(status));
    }

    /**
     * Waits until an answer is as it should be; what is not found is a missing node. The monitor may be away meanwhile.
     *
     * @param path below {@code /api/v1/}
     */
    JsonNode awaitAnswer(String path, Predicate<JsonNode> expected) {
        return await(path).atMost(PATIENCE).ignoreException(IOException.class).until(() -> get(path), expected);
    }

    /**
     * What the monitor answers; a missing node for what is not found.
     *
     * @param path below {@code /api/v1/}
     */
    JsonNode get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : MissingNode.getInstance();
    }
}
