package io.millrace.local.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.events.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Stands in for any of the five workers, as a process: ready at once; as the monitor it knows every run and says of
 * each that it went well, or not; as a model it sees a three in everything.
 */
final class StandInWorker {
    private static final String STAGE =
            """
            {"stage": "%s", "status": "%s", "attempt": 1, "startedAt": "2026-03-01T09:00:00Z",
             "endedAt": "2026-03-01T09:00:02Z", "message": null}""";
    private static final String ALERT =
            """
            {"id": "a1", "code": "gate-missed", "summary": "gate accuracy missed: 0.42, at least 0.9 wanted",
             "remedy": "Train a better model.", "status": "raised", "model": "digits",
             "run": "rabcdefghij234567klmn", "raisedAt": "2026-03-01T09:00:04Z", "evidence": "epoch 1\\nepoch 2"}""";

    private final int port;
    private final boolean successful;

    private StandInWorker(int port, boolean successful) {
        this.port = port;
        this.successful = successful;
    }

    public static void main(String[] arguments) throws Exception {
        if (Boolean.getBoolean("builder.git.allow-file")) {
            createTopic();
        }
        int port = Integer.getInteger("quarkus.http.port");
        boolean successful = !System.getProperty("millrace.home").endsWith("unlucky");
        new StandInWorker(port, successful).listen();
    }

    /** What a builder does before it is ready. */
    private static void createTopic() throws ExecutionException, InterruptedException {
        var topic = new NewTopic(Topic.MODEL_REGISTERED.name(Topic.DEFAULT_PREFIX), 12, (short) 1);
        try (var admin = Admin.create(Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers")))) {
            if (!admin.listTopics().names().get().contains(topic.name())) {
                admin.createTopics(List.of(topic)).all().get();
            }
        }
    }

    private void listen() throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName(System.getProperty("quarkus.http.host")), port);
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = body(path);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(body.isEmpty() ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String body(String path) {
        return switch (path) {
            case "/q/health/ready" -> "{\"status\": \"UP\"}";
            case "/api/v1/runs" -> "[" + run("rabcdefghij234567klmn") + "]";
            case "/api/v1/alerts" -> "[" + ALERT + "]";
            case "/api/v1/alerts/a1" -> ALERT;
            case "/models/digits/v2/models/digits/infer" -> "{\"outputs\": [{\"name\": \"digit\", \"data\": [3]}]}";
            default -> path.matches("/api/v1/runs/r[a-z2-7]{20}") ? run(path.substring("/api/v1/runs/".length())) : "";
        };
    }

    private String run(String id) {
        return """
                {"run": "%s", "model": "digits", "version": "0123abc", "status": "%s", "stage": "evaluate",
                 "startedAt": "2026-03-01T09:00:00Z", "endedAt": "2026-03-01T09:00:04Z", "stages": [%s, %s],
                 "metrics": {"accuracy": 0.95}, "endpoint": %s, "alerts": [%s], "image": "local/digits@sha256:00",
                 "round": 0}"""
                .formatted(
                        id,
                        successful ? "succeeded" : "rejected",
                        STAGE.formatted("train", "succeeded"),
                        STAGE.formatted("evaluate", successful ? "succeeded" : "failed"),
                        successful ? "\"http://127.0.0.1:" + port + "/models/digits\"" : "null",
                        successful ? "" : ALERT);
    }
}
