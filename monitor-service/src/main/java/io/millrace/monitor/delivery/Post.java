package io.millrace.monitor.delivery;

import io.millrace.monitor.sink.Outcome;
import io.millrace.monitor.sink.Request;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests, within a bounded time and without following redirections. Thread-safe. */
final class Post {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_PATIENCE)
            .build();
    private final Duration patience;

    /** @param patience how long a sink may take for its answer */
    Post(Duration patience) {
        this.patience = patience;
    }

    Outcome send(Request request) throws InterruptedException {
        HttpRequest http;
        try {
            http = http(request);
        } catch (IllegalArgumentException e) {
            // Its message would tell the value, which may be a secret.
            return new Outcome.NotNow("a header would hold what no header may; see what is in the secret-file");
        }
        var answer = client.sendAsync(http, status -> new Excerpt());
        try {
            HttpResponse<String> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return Outcome.of(
                    response.statusCode(),
                    response.headers().firstValue("retry-after"),
                    response.body(),
                    Instant.now());
        } catch (TimeoutException e) {
            return new Outcome.NotNow("no answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Outcome.NotNow(reason(e.getCause() == null ? e : e.getCause()));
        } finally {
            // Ends what is still going on, when nobody waits for it any more.
            answer.cancel(true);
        }
    }

    private static HttpRequest http(Request request) {
        var http =
                HttpRequest.newBuilder(request.address()).POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(http::header);
        return http.build();
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
