package io.millrace.monitor;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.monitor.view.Bulletin;
import io.millrace.monitor.view.Subscriber;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@Timeout(60)
@DisplayNameGeneration(ReplaceUnderscores.class)
class StreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    @TestHTTPResource("/api/v1/stream")
    URI address;

    @Inject
    Bulletin bulletin;

    @Inject
    MonitorConfig config;

    private HttpResponse<Stream<String>> listen(HttpClient client) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofLines());
    }

    private static String nextData(Iterator<String> lines) {
        while (true) {
            String line = lines.next();
            if (line.startsWith("data:")) {
                return line.substring("data:".length()).strip();
            }
        }
    }

    @Test
    void begins_with_everything_and_goes_on_with_the_models_that_something_happened_to() throws Exception {
        try (var client = HttpClient.newHttpClient();
                var stages = new Stages(servers)) {
            HttpResponse<Stream<String>> response = listen(client);
            Iterator<String> lines = response.body().iterator();
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(nextData(lines)).isEqualTo("{\"all\":true,\"models\":[]}");

            stages.publish(Trip.of("streamed", 1).registered(0));

            String data = nextData(lines);
            while (!data.contains("streamed")) {
                data = nextData(lines);
            }
            assertThat(data).startsWith("{\"all\":false,");
            client.shutdownNow();
        }
    }

    @Test
    void forgets_who_has_gone() throws Exception {
        List<Subscriber> others = fill(1);
        try (var client = HttpClient.newHttpClient()) {
            Iterator<String> lines = listen(client).body().iterator();
            nextData(lines);
            assertThat(bulletin.subscribe()).isEmpty();
            client.shutdownNow();
        }

        await().atMost(PATIENCE).untilAsserted(() -> {
            Optional<Subscriber> free = bulletin.subscribe();
            assertThat(free).isPresent();
            free.get().close();
        });
        others.forEach(Subscriber::close);
    }

    @Test
    void refuses_more_than_it_can_serve() {
        List<Subscriber> others = fill(0);

        var answer = get(address);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("detail")).contains("monitor.dashboard.listeners");
        others.forEach(Subscriber::close);
    }

    /** Takes all places but some; who listened before may not be forgotten yet. */
    private List<Subscriber> fill(int left) {
        var taken = new ArrayList<Subscriber>();
        await().atMost(PATIENCE).until(() -> {
            for (var next = bulletin.subscribe(); next.isPresent(); next = bulletin.subscribe()) {
                taken.add(next.get());
            }
            return taken.size() == config.dashboard().listeners();
        });
        for (int i = 0; i < left; i++) {
            taken.removeLast().close();
        }
        return taken;
    }
}
