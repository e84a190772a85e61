package io.millrace.monitor.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The start of an answer's body. What follows is not waited for: the answer of a stranger may be without end. */
final class Excerpt implements BodySubscriber<String> {
    private static final int MOST_BYTES = 1_024;
    private static final int MOST_CHARS = 200;

    private final ByteArrayOutputStream start = new ByteArrayOutputStream();
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        opened.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] part = new byte[Math.min(buffer.remaining(), MOST_BYTES - start.size())];
            buffer.get(part);
            start.writeBytes(part);
        }
        Flow.Subscription open = subscription;
        if (open == null) {
            return;
        }
        if (start.size() < MOST_BYTES) {
            open.request(1);
        } else {
            open.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        text.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        String line = start.toString(UTF_8).replaceAll("[\\p{C}\\s]+", " ").strip();
        text.complete(line.substring(0, Math.min(line.length(), MOST_CHARS)));
    }
}
