package io.millrace.workloads.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Asks a server whether it can serve, again and again, with pauses that become longer. */
final class Health {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final HttpClient client;
    private final HttpRequest question;
    private final Duration patience;
    private final Bell bell;
    private Duration pause = FIRST_PAUSE;
    private long askAtNanos = System.nanoTime();
    private @Nullable CompletableFuture<String> asked;
    private Optional<String> lastAnswer = Optional.empty();

    /**
     * @param patience how long one answer may take
     * @param bell     rung when an answer has come
     */
    Health(HttpClient client, URI address, Duration patience, Bell bell) {
        this.client = client;
        this.patience = patience;
        this.bell = bell;
        question = HttpRequest.newBuilder(address).timeout(patience).build();
    }

    /** The last answer, for a person; absent before the first. */
    Optional<String> lastAnswer() {
        return lastAnswer;
    }

    /** Whether it answered 2xx. Asks when it is time to; never waits. */
    boolean isGood() {
        CompletableFuture<String> waitingFor = asked;
        if (waitingFor == null) {
            if (System.nanoTime() - askAtNanos >= 0) {
                asked = ask();
            }
            return false;
        }
        if (!waitingFor.isDone()) {
            return false;
        }
        String answer = waitingFor.join();
        lastAnswer = Optional.of(answer);
        asked = null;
        askAtNanos = System.nanoTime() + pause.toNanos();
        // Whatever its start takes, that it is over is noticed no later than a fifth of that.
        pause = pause.multipliedBy(6).dividedBy(5);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        return answer.matches("HTTP 2\\d\\d");
    }

    /** Until when nothing new is to be expected, unless the bell rings. */
    Duration pause() {
        return asked == null ? Duration.ofNanos(Math.max(0, askAtNanos - System.nanoTime())) : patience;
    }

    private CompletableFuture<String> ask() {
        CompletableFuture<String> answer = client.sendAsync(question, HttpResponse.BodyHandlers.ofInputStream())
                .thenApply(Health::told)
                .exceptionally(Health::told);
        // Not as a further step of the answer: that would ring before the answer counts as given.
        var unused = answer.whenComplete((text, problem) -> bell.ring());
        return answer;
    }

    private static String told(HttpResponse<InputStream> response) {
        try (var unread = response.body()) {
            return "HTTP " + response.statusCode();
        } catch (IOException e) {
            return told(e);
        }
    }

    private static String told(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        return cause instanceof HttpTimeoutException ? "no answer in time" : cause.toString();
    }
}
