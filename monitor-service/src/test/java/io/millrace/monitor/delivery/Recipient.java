package io.millrace.monitor.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Somebody who is told: takes whatever comes, unless told to answer otherwise. */
final class Recipient implements AutoCloseable {
    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    /** @param at of {@link System#nanoTime()} */
    record Got(String path, Map<String, String> headers, byte[] body, long at) {
        String id() {
            return headers.get("Webhook-id");
        }
    }

    record Answer(int status, Map<String, String> headers, String body) {
        static Answer of(int status) {
            return new Answer(status, Map.of(), "");
        }
    }

    Recipient() {
        this(0);
    }

    Recipient(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::on);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    int port() {
        return server.getAddress().getPort();
    }

    void answers(Answer... next) {
        answers.addAll(List.of(next));
    }

    /** Everything that came, whatever the answer was. */
    List<Got> got() {
        return got;
    }

    List<String> ids() {
        return got.stream().map(Got::id).toList();
    }

    private void on(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
            Answer answer = Optional.ofNullable(answers.poll()).orElse(Answer.of(204));
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            got.add(new Got(exchange.getRequestURI().getPath(), headers, body, System.nanoTime()));
            byte[] text = answer.body().getBytes();
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
