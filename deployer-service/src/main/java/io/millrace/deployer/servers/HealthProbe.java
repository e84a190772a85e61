package io.millrace.deployer.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks a server once whether it is well. The runtime's report that it was well may be old: it is given again to
 * whoever finds a running server after a crash.
 */
final class HealthProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** What it answered, for people; {@code isWell} tells what that means. */
    record Answer(boolean isWell, String text) {}

    Answer ask(URI address, String path) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return new Answer(status / 100 == 2, "status " + status);
        } catch (IOException e) {
            return new Answer(false, e.toString());
        }
    }
}
