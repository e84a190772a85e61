package io.millrace.builder.image;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The image registry that Debian ships, as a process of its own; {@code -Dtest.docker-registry} names its program. */
final class DebianRegistry implements AutoCloseable {
    private static final Path BINARY = Path.of(System.getProperty("test.docker-registry", "/usr/bin/docker-registry"));

    private final Process process;
    private final int port;

    static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    DebianRegistry(Path folder, int port) throws IOException {
        this.port = port;
        Path config = Files.createDirectories(folder).resolve("config.yml");
        Files.writeString(
                config,
                """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"}
                """
                        .formatted(folder.resolve("data"), port));
        process = new ProcessBuilder(BINARY.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("").getResponseCode() == HttpURLConnection.HTTP_OK);
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    JsonNode manifest(String repository, String reference) throws IOException {
        HttpURLConnection connection = get(repository + "/manifests/" + reference);
        connection.setRequestProperty("Accept", "application/vnd.oci.image.manifest.v1+json");
        try (var body = connection.getInputStream()) {
            return new ObjectMapper().readTree(body);
        }
    }

    private HttpURLConnection get(String path) throws IOException {
        return (HttpURLConnection)
                URI.create("http://" + host() + "/v2/" + path).toURL().openConnection();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
