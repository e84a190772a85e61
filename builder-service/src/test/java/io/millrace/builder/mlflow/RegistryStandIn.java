package io.millrace.builder.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.events.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Speaks as MLflow's tracking server does, as far as it is asked here: the shapes were recorded from a real one. It
 * can also be away, slow, strict or hostile.
 */
public final class RegistryStandIn implements AutoCloseable {
    private static final String API = "/api/2.0/mlflow/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, TreeMap<Long, Map<String, Object>>> versions = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> aliases = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> runs = new LinkedHashMap<>();
    private long clock = 1_795_867_200_000L;

    /** The requests that came, without what stands before them. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** How many versions a page has. */
    public volatile int page = 200;
    /** The value that the header Authorization must have. */
    public volatile Optional<String> authorization = Optional.empty();
    /** Answers instead. */
    public volatile Optional<Mood> mood = Optional.empty();

    /** Answers a request as it likes. */
    public interface Mood {
        void answer(HttpExchange exchange) throws IOException;
    }

    public RegistryStandIn() {
        this(0);
    }

    public RegistryStandIn(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    // What somebody does in MLflow.

    /** Makes a version, of the registered model too if it is the first. */
    public synchronized long create(String model, Optional<String> runId, Map<String, String> tags) {
        var all = versions.computeIfAbsent(model, none -> new TreeMap<>());
        long number = all.isEmpty() ? 1 : all.lastKey() + 1;
        clock += 1_000;
        var version = new LinkedHashMap<String, Object>();
        version.put("name", model);
        version.put("version", Long.toString(number));
        version.put("creation_timestamp", clock);
        version.put("last_updated_timestamp", clock);
        version.put("current_stage", "None");
        version.put("description", "");
        version.put("source", "models:/m-0f3c2c3f6a0e4d0f9d6f5a3b2c1d0e9f");
        version.put("run_id", runId.orElse(""));
        version.put("status", "READY");
        version.put("tags", tags(tags));
        version.put("run_link", "");
        all.put(number, version);
        return number;
    }

    public synchronized long create(String model, Map<String, String> tags) {
        return create(model, Optional.empty(), tags);
    }

    public synchronized void alias(String model, String alias, long number) {
        aliases.computeIfAbsent(model, none -> new TreeMap<>()).put(alias, number);
    }

    public synchronized void tag(String model, long number, String key, String value) {
        var tags = new ArrayList<Object>((List<?>) version(model, number).get("tags"));
        tags.add(Map.of("key", key, "value", value));
        version(model, number).put("tags", tags);
    }

    public synchronized void status(String model, long number, String status) {
        version(model, number).put("status", status);
    }

    public synchronized void run(String id, Map<String, String> tags) {
        runs.put(id, tags);
    }

    public synchronized void delete(String model) {
        versions.remove(model);
        aliases.remove(model);
    }

    private Map<String, Object> version(String model, long number) {
        return versions.get(model).get(number);
    }

    private static List<Map<String, String>> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Map.of("key", tag.getKey(), "value", tag.getValue()))
                .toList();
    }

    // What it answers.

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI().toString().replace(API, ""));
            exchange.getRequestBody().readAllBytes();
            if (mood.isPresent()) {
                mood.get().answer(exchange);
            } else if (authorization
                    .filter(wanted ->
                            !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization")))
                    .isPresent()) {
                send(exchange, 401, "text/html", "You are not authenticated.");
            } else {
                answer(exchange);
            }
        }
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI());
        switch (exchange.getRequestURI().getPath().replace(API, "")) {
            case "model-versions/get" -> one(exchange, query.get("name"), Long.parseLong(query.get("version")));
            case "model-versions/search" -> search(exchange, query);
            case "registered-models/get" -> model(exchange, query.get("name"));
            case "runs/get" -> run(exchange, query.get("run_id"));
            default -> send(exchange, 404, "text/html", "<!doctype html><title>404 Not Found</title>");
        }
    }

    private void one(HttpExchange exchange, String model, long number) throws IOException {
        if (!versions.containsKey(model) || !versions.get(model).containsKey(number)) {
            missing(exchange, "Model Version (name=" + model + ", version=" + number + ") not found");
            return;
        }
        json(exchange, Map.of("model_version", told(model, version(model, number))));
    }

    private Map<String, Object> told(String model, Map<String, Object> version) {
        var told = new LinkedHashMap<>(version);
        List<String> names = aliases.getOrDefault(model, Map.of()).entrySet().stream()
                .filter(alias -> alias.getValue().toString().equals(version.get("version")))
                .map(Map.Entry::getKey)
                .toList();
        if (!names.isEmpty()) {
            told.put("aliases", names);
        }
        // What is empty, MLflow does not tell.
        told.values().removeIf(List.of()::equals);
        return told;
    }

    /** Without its aliases, as MLflow tells it there. */
    private static Map<String, Object> toldInSearch(Map<String, Object> version) {
        var told = new LinkedHashMap<>(version);
        told.values().removeIf(List.of()::equals);
        return told;
    }

    private void search(HttpExchange exchange, Map<String, String> query) throws IOException {
        String name = query.get("filter").replaceAll("^name=['\"](.*)['\"]$", "$1");
        List<Map<String, Object>> all = versions.getOrDefault(name, new TreeMap<>()).values().stream()
                .sorted(Comparator.<Map<String, Object>>comparingLong(it -> (long) it.get("creation_timestamp"))
                        .reversed())
                .map(RegistryStandIn::toldInSearch)
                .toList();
        int from = query.containsKey("page_token") ? Integer.parseInt(query.get("page_token")) : 0;
        int to = Math.min(all.size(), from + Math.min(page, Integer.parseInt(query.get("max_results"))));
        var answer = new LinkedHashMap<String, Object>();
        if (from < to) {
            answer.put("model_versions", all.subList(from, to));
        }
        if (to < all.size()) {
            answer.put("next_page_token", Integer.toString(to));
        }
        json(exchange, answer);
    }

    private void model(HttpExchange exchange, String model) throws IOException {
        if (!versions.containsKey(model)) {
            missing(exchange, "Registered Model with name=" + model + " not found");
            return;
        }
        var told = new LinkedHashMap<String, Object>();
        told.put("name", model);
        told.put("creation_timestamp", 1_795_867_200_000L);
        told.put("last_updated_timestamp", clock);
        List<Map<String, String>> named = aliases.getOrDefault(model, Map.of()).entrySet().stream()
                .map(alias -> Map.of(
                        "alias", alias.getKey(), "version", alias.getValue().toString()))
                .toList();
        if (!named.isEmpty()) {
            told.put("aliases", named);
        }
        json(exchange, Map.of("registered_model", told));
    }

    private void run(HttpExchange exchange, String id) throws IOException {
        if (!runs.containsKey(id)) {
            missing(exchange, "Run with id=" + id + " not found");
            return;
        }
        Map<String, Object> data = runs.get(id).isEmpty() ? Map.of() : Map.of("tags", tags(runs.get(id)));
        json(exchange, Map.of("run", Map.of("info", Map.of("run_id", id, "status", "FINISHED"), "data", data)));
    }

    private static void missing(HttpExchange exchange, String message) throws IOException {
        String body = Json.MAPPER.writeValueAsString(
                new TreeMap<>(Map.of("error_code", "RESOURCE_DOES_NOT_EXIST", "message", message)));
        send(exchange, 404, "application/json", body);
    }

    private static void json(HttpExchange exchange, Object answer) throws IOException {
        send(
                exchange,
                200,
                "application/json",
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
    }

    public static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> query(URI uri) {
        var query = new TreeMap<String, String>();
        for (String pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 2 ? URLDecoder.decode(parts[1], UTF_8) : "");
        }
        return query;
    }

    /** Holds a request until the end of the test. */
    public void hold() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
