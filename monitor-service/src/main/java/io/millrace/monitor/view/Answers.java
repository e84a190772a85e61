package io.millrace.monitor.view;

import io.millrace.events.CommandAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Answers to commands that somebody waits for here. Thread-safe. */
public final class Answers {
    private final Map<String, CompletableFuture<Optional<CommandAnswer>>> awaited = new ConcurrentHashMap<>();

    /** Completes with the first answer to the command, or with none after {@code patience}. */
    public CompletableFuture<Optional<CommandAnswer>> await(String command, Duration patience) {
        var answer = new CompletableFuture<Optional<CommandAnswer>>();
        awaited.put(command, answer);
        // Not a part of the result: whoever waits need not wait for the tidying up.
        var unused = answer.whenComplete((given, failure) -> awaited.remove(command));
        return answer.completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes in an answer that was read. */
    public void on(CommandAnswer answer) {
        var waiting = awaited.get(answer.command());
        if (waiting != null) {
            waiting.complete(Optional.of(answer));
        }
    }
}
