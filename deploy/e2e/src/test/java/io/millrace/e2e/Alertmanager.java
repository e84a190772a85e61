package io.millrace.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The one that Debian ships, with nobody to tell. */
final class Alertmanager implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/prometheus-alertmanager");

    private final URI url;
    private final Process process;

    private Alertmanager(URI url, Process process) {
        this.url = url;
        this.process = process;
    }

    static Alertmanager start(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        Path config = Files.writeString(
                folder.resolve("alertmanager.yml"), "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var alertmanager = new Alertmanager(URI.create("http://127.0.0.1:" + port), process);
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> alertmanager.get("/-/ready").getResponseCode() == HttpURLConnection.HTTP_OK);
        return alertmanager;
    }

    URI url() {
        return url;
    }

    /** Those that are firing. */
    JsonNode alerts() throws IOException {
        try (var body = get("/api/v2/alerts").getInputStream()) {
            return new ObjectMapper().readTree(body);
        }
    }

    private HttpURLConnection get(String path) throws IOException {
        return (HttpURLConnection) url.resolve(path).toURL().openConnection();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
