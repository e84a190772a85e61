package io.millrace.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends runs through a course and clocks them. Not thread-safe. */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Course course;
    private final Map<Integer, CompletableFuture<Long>> open = new ConcurrentHashMap<>();
    private final Thread receiver;
    private volatile boolean closed;
    private volatile @Nullable Exception broken;
    private int begun;

    /** @param course closed together with this */
    Load(Course course) {
        this.course = course;
        this.receiver = Thread.ofPlatform().name("ends of runs").daemon(true).start(this::receive);
    }

    private void receive() {
        try {
            while (!closed) {
                List<Integer> ended = course.ended();
                long now = System.nanoTime();
                for (int run : ended) {
                    CompletableFuture<Long> waitedFor = open.remove(run);
                    if (waitedFor != null) {
                        waitedFor.complete(now);
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            broken = e;
            open.values().forEach(run -> run.completeExceptionally(e));
        }
    }

    /** @return completes with the time of the end, by {@link System#nanoTime} */
    private CompletableFuture<Long> begin() {
        var end = new CompletableFuture<Long>();
        int run = ++begun;
        open.put(run, end);
        requireWhole();
        course.begin(run);
        return end;
    }

    private void requireWhole() {
        Exception cause = broken;
        if (cause != null) {
            throw new IllegalStateException("the course broke down", cause);
        }
    }

    /** Milliseconds of runs that begin at a steady pace. Each counts from when it was due, begun late or not. */
    Samples paced(int perSecond, int runs) throws InterruptedException {
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long start = System.nanoTime() + interval;
        List<CompletableFuture<Long>> ends = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            awaitTime(start + i * interval);
            ends.add(begin());
        }
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            took.add((end(ends.get(i)) - (start + i * interval)) / 1e6);
        }
        return new Samples(took);
    }

    /**
     * Runs that end in a second while {@code inFlight} are always on their way.
     *
     * @param runIn passes first and does not count
     */
    double sustained(int inFlight, Duration runIn, Duration window) throws InterruptedException {
        long from = System.nanoTime() + runIn.toNanos();
        long to = from + window.toNanos();
        var places = new Semaphore(inFlight);
        var counted = new AtomicInteger();
        while (System.nanoTime() - to < 0) {
            take(places, 1);
            var unused = begin().whenComplete((end, failure) -> {
                if (failure == null && end - from >= 0 && end - to < 0) {
                    counted.incrementAndGet();
                }
                places.release();
            });
        }
        take(places, inFlight); // the next measurement begins with nothing on its way
        requireWhole();
        return counted.get() / (window.toNanos() / 1e9);
    }

    private static void awaitTime(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void take(Semaphore places, int count) throws InterruptedException {
        if (!places.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("runs do not end within " + PATIENCE.toSeconds() + " s");
        }
    }

    private static long end(CompletableFuture<Long> run) throws InterruptedException {
        try {
            return run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the course broke down", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("a run did not end within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            receiver.join(Duration.ofSeconds(2)); // may be reading what only ends when the course is closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        course.close();
    }
}
