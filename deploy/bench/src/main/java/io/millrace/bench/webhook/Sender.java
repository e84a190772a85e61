package io.millrace.bench.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Sends deliveries and takes the time of each, in milliseconds from when it was due. */
final class Sender {
    static final int CONNECTIONS = 16;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final Deliveries deliveries;
    private final URI target;
    private final int expected;

    /** @param expected the status of every answer; another one is a failure of the benchmark */
    Sender(Deliveries deliveries, URI target, int expected) {
        this.deliveries = deliveries;
        this.target = target;
        this.expected = expected;
    }

    /** Answers a second, with as many under way as there are connections. They are signed beforehand. */
    double throughput(int number) throws InterruptedException {
        var ready = new ArrayList<ArrayDeque<HttpRequest>>();
        for (int i = 0; i < CONNECTIONS; i++) {
            ready.add(requests(number / CONNECTIONS));
        }
        long start = System.nanoTime();
        try (var senders = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<?>> all = new ArrayList<>();
            ready.forEach(mine -> all.add(senders.submit(() -> {
                while (!mine.isEmpty()) {
                    send(mine.poll());
                }
                return null;
            })));
            await(all);
        }
        return number / CONNECTIONS * CONNECTIONS / ((System.nanoTime() - start) / 1e9);
    }

    /** At a steady pace, whether answers come or not. */
    List<Double> latencies(int perSecond, Duration span) throws InterruptedException {
        ArrayDeque<HttpRequest> requests = requests((int) (perSecond * span.toSeconds()));
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        long pause = 1_000_000_000L / perSecond;
        long due = System.nanoTime();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            while (!requests.isEmpty()) {
                HttpRequest request = requests.poll();
                long at = due;
                LockSupport.parkNanos(at - System.nanoTime());
                all.add(senders.submit(() -> {
                    send(request);
                    millis.add((System.nanoTime() - at) / 1e6);
                    return null;
                }));
                due += pause;
            }
            await(all);
        }
        return millis;
    }

    private ArrayDeque<HttpRequest> requests(int number) {
        var requests = new ArrayDeque<HttpRequest>(number);
        for (int i = 0; i < number; i++) {
            requests.add(deliveries.next(target));
        }
        return requests;
    }

    private void send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IOException(target + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private static void await(List<Future<?>> all) throws InterruptedException {
        try {
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a delivery failed", e.getCause());
        }
    }
}
