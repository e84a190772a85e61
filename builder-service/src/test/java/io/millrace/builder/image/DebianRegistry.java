package io.millrace.builder.image;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.worker.testing.Certificates;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The image registry that Debian ships, as a process of its own; {@code -Dtest.docker-registry} names its program. */
final class DebianRegistry implements AutoCloseable {
    private static final Path BINARY = Path.of(System.getProperty("test.docker-registry", "/usr/bin/docker-registry"));

    private static final String OPEN =
            """
            version: 0.1
            storage: {filesystem: {rootdirectory: %s}}
            http: {addr: "127.0.0.1:%d"}
            """;

    /** For {@value #USER} with the password {@value #PASSWORD}, over TLS. */
    private static final String LOCKED =
            """
            version: 0.1
            storage: {filesystem: {rootdirectory: %1$s/data}}
            http: {addr: "127.0.0.1:%2$d", tls: {certificate: %1$s/registry.pem, key: %1$s/registry.key}}
            auth: {htpasswd: {realm: images, path: %1$s/htpasswd}}
            """;

    static final String USER = "builder";
    static final String PASSWORD = "push it";
    private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuDMBB2kQ.8MxpOjged9X41iIkD/lQB8u";

    private final Process process;
    private final int port;

    static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    DebianRegistry(Path folder, int port) throws IOException {
        this(folder, port, OPEN.formatted(Files.createDirectories(folder).resolve("data"), port));
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("").getResponseCode() == HttpURLConnection.HTTP_OK);
    }

    /** One that lets nobody in but {@link #USER}. */
    static DebianRegistry locked(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        var certificates = new Certificates(folder);
        certificates.key("registry");
        certificates.certificate("registry");
        certificates.privateKey("registry");
        Files.writeString(folder.resolve("htpasswd"), USER + ":" + HASH + "\n");
        var registry = new DebianRegistry(folder, port, LOCKED.formatted(folder, port));
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    new Socket(InetAddress.getLoopbackAddress(), port).close();
                    return true;
                });
        return registry;
    }

    private DebianRegistry(Path folder, int port, String settings) throws IOException {
        this.port = port;
        Path config = Files.writeString(folder.resolve("config.yml"), settings);
        process = new ProcessBuilder(BINARY.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
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
