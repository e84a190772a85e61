package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MonitorClientTest {
    static final Ports PORTS = new Ports(8_700);

    @Test
    void tells_a_monitor_that_is_down_from_a_stack_that_is() throws IOException {
        var client = new MonitorClient(PORTS);
        assertThatThrownBy(() -> client.runs(Map.of())).hasMessage("the stack is not running");

        try (var broker = new ServerSocket()) {
            broker.bind(Ports.address(PORTS.broker()));
            assertThatThrownBy(() -> client.runs(Map.of())).hasMessage("the monitor is not running");
        }
    }

    @Test
    void tells_what_would_be_allowed_and_nothing_of_the_rest_interface() throws IOException {
        HttpServer monitor = HttpServer.create(Ports.address(PORTS.base() + 1), 0);
        answer(
                monitor,
                "/api/v1/runs",
                """
                {"detail": "parameter 'status' is 'odd'; allowed: running, failed", "allowed": ["running", "failed"]}""");
        answer(
                monitor,
                "/api/v1/runs/rx",
                """
                {"detail": "no run 'rx'; see /api/v1/runs for those there are", "allowed": []}""");
        monitor.start();
        try {
            var client = new MonitorClient(PORTS);
            assertThatThrownBy(() -> client.runs(Map.of("status", "odd")))
                    .isInstanceOfSatisfying(
                            CannotGoOn.class,
                            e -> says(e, "parameter 'status' is 'odd'", "It may be: running, failed."));
            assertThatThrownBy(() -> client.run("rx"))
                    .isInstanceOfSatisfying(
                            CannotGoOn.class,
                            e -> says(
                                    e,
                                    "no run 'rx'",
                                    "./millrace runs, ./millrace models and ./millrace alerts list what there is."));
        } finally {
            monitor.stop(0);
        }
    }

    private static void says(CannotGoOn refused, String summary, String remedy) {
        assertThat(refused.failure().summary()).isEqualTo(summary);
        assertThat(refused.failure().remedy()).isEqualTo(remedy);
    }

    private static void answer(HttpServer server, String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
