package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.RepeatedTest;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HealthTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.close();
    }

    /** Whoever is woken and finds no answer sleeps on, for a second that a deployment then takes longer. */
    @RepeatedTest(100)
    void the_answer_is_there_when_the_bell_rings() throws Exception {
        var bell = new Bell();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        var health = new Health(client, address, PATIENCE, bell);
        health.isGood();

        bell.await(PATIENCE);

        assertThat(health.isGood()).isTrue();
    }
}
