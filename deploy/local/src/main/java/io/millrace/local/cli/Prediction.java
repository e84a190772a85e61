package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.Failure;
import io.millrace.events.Json;
import io.millrace.local.CannotGoOn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A question to a model that serves, in the Open Inference Protocol v2, and its answer.
 *
 * @param url where it was asked
 */
record Prediction(URI url, JsonNode request, JsonNode response) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String SHADES = " ░▒▓█";
    private static final int DARKEST = 16;
    private static final int SIDE = 8;

    /** @param requestFile the request's body */
    static Prediction ask(URI endpoint, String model, Path requestFile) throws InterruptedException {
        URI url = URI.create(endpoint.toString().replaceAll("/+$", "") + "/v2/models/" + model + "/infer");
        try (var http = HttpClient.newHttpClient()) {
            byte[] question = Files.readAllBytes(requestFile);
            var request = HttpRequest.newBuilder(url)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw noAnswer(url, "status " + response.statusCode() + ", " + response.body());
            }
            return new Prediction(url, Json.MAPPER.readTree(question), Json.MAPPER.readTree(response.body()));
        } catch (IOException e) {
            throw noAnswer(url, e.toString());
        }
    }

    /** What the model says: the first value of its first output. */
    JsonNode answer() {
        return response.path("outputs").path(0).path("data").path(0);
    }

    /** The digit that was asked about, as it looks; nothing for another kind of question. */
    String picture() {
        JsonNode pixels = request.path("inputs").path(0).path("data");
        if (pixels.size() != SIDE * SIDE) {
            return "";
        }
        var picture = new StringBuilder();
        for (int i = 0; i < pixels.size(); i++) {
            int shade = (int) Math.round(pixels.get(i).asDouble() / DARKEST * (SHADES.length() - 1));
            String pixel = String.valueOf(SHADES.charAt(Math.clamp(shade, 0, SHADES.length() - 1)));
            picture.append(i % SIDE == 0 ? "    " : "")
                    .append(pixel.repeat(2))
                    .append(i % SIDE == SIDE - 1 ? "\n" : "");
        }
        return picture.toString();
    }

    private static CannotGoOn noAnswer(URI url, String what) {
        return new CannotGoOn(Failure.transientFailure(
                "no-prediction",
                "the model was deployed, but " + url + " gave no prediction: " + what,
                "Its log is in the folder workloads of MILLRACE_HOME, the deployer's in logs/deployer.log."));
    }
}
