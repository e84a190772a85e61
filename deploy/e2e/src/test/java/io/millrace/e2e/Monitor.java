package io.millrace.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.StreamSupport;

/** The monitor asked directly, for what has to be seen within milliseconds. */
final class Monitor {
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    Monitor(int port) {
        this.port = port;
    }

    /** Waits until a run was heard of at a stage: from then on it is in that worker's hands. */
    void awaitStage(String run, String stage) {
        await().atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> hasReached(run, stage));
    }

    private boolean hasReached(String run, String stage) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/runs/" + run))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            return false;
        }
        JsonNode stages = new ObjectMapper().readTree(answer.body()).get("stages");
        return StreamSupport.stream(stages.spliterator(), false)
                .anyMatch(found -> found.get("stage").asText().equals(stage)
                        && !found.get("startedAt").isNull());
    }
}
