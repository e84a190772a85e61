package io.millrace.monitor.view;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who comes for news. What happened since the last time is merged until then, so that a slow one costs no more
 * memory than a quick one. The first news are that there is everything to look at. Thread-safe.
 */
public final class Subscriber implements AutoCloseable {
    private final Bulletin bulletin;
    private News unheard = News.ALL;
    private CompletableFuture<Void> awaited = CompletableFuture.completedFuture(null);

    Subscriber(Bulletin bulletin) {
        this.bulletin = bulletin;
    }

    void on(String model) {
        CompletableFuture<Void> over;
        synchronized (this) {
            unheard = unheard.and(model);
            over = awaited;
        }
        over.complete(null);
    }

    /** Completes when there are news, and after {@code patience} if there are none. For one who waits at a time. */
    public synchronized CompletableFuture<Void> await(Duration patience) {
        awaited = new CompletableFuture<>();
        return unheard.isEmpty()
                ? awaited.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                : CompletableFuture.completedFuture(null);
    }

    /** What happened since the last time; empty when nothing did. */
    public synchronized News take() {
        News news = unheard;
        unheard = News.NONE;
        return news;
    }

    /** They do not come any more. */
    @Override
    public void close() {
        bulletin.remove(this);
    }
}
