package io.millrace.monitor.delivery;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.worker.testing.FreePort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The Alertmanager that Debian ships, as a process of its own; {@code -Dtest.alertmanager} names its program. */
final class DebianAlertmanager implements AutoCloseable {
    private static final Path BINARY =
            Path.of(System.getProperty("test.alertmanager", "/usr/bin/prometheus-alertmanager"));

    private final Path folder;
    private final int port;
    private Process process;

    static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    DebianAlertmanager(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(
                folder.resolve("alertmanager.yml"),
                """
                route: {receiver: nobody}
                receivers: [{name: nobody}]
                """);
        this.port = FreePort.find();
        this.process = start();
    }

    private Process start() throws IOException {
        Process started = new ProcessBuilder(
                        BINARY.toString(),
                        "--config.file=" + folder.resolve("alertmanager.yml"),
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("/-/ready").getResponseCode() == HttpURLConnection.HTTP_OK);
        return started;
    }

    /** It keeps silences over a restart, and no alerts. */
    void restart() throws IOException {
        close();
        process = start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Those that are firing. */
    JsonNode alerts() throws IOException {
        try (var body = get("/api/v2/alerts").getInputStream()) {
            return new ObjectMapper().readTree(body);
        }
    }

    private HttpURLConnection get(String path) throws IOException {
        return (HttpURLConnection) url().resolve(path).toURL().openConnection();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
