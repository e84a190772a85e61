package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.WorkloadRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ServerTest {
    /** Answers 503 until it was asked as often as its argument says. */
    private static final String SERVER =
            """
            import os, socket, sys
            patience = int(sys.argv[1])
            server = socket.create_server((os.environ['HOST'], int(os.environ['PORT'])))
            while True:
                caller, _ = server.accept()
                healthy = caller.recv(4096).startswith(b'GET /healthz ') and patience <= 0
                patience -= 1
                status = b'200 OK' if healthy else b'503 Later'
                caller.sendall(b'HTTP/1.1 ' + status + b'\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n')
                caller.close()
            """;

    @TempDir
    Path home;

    private Place place;

    @BeforeEach
    void open() throws IOException {
        place = new Place(home);
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void a_server_is_ready_once_it_answers_well_and_serves_until_it_is_cancelled() throws Exception {
        WorkloadRequest request = server(2, Duration.ofSeconds(20));

        place.workloads.submit(request);
        var told = place.observe(request);

        URI address = told.await(WorkloadReport.Ready.class).address();
        assertThat(statusOf(address)).isEqualTo(200);
        place.workloads.cancel(request.name());
        assertThat(told.end()).isEqualTo(new WorkloadEnd.Cancelled());
    }

    @Test
    void a_worker_that_starts_again_finds_its_server() throws Exception {
        WorkloadRequest request = server(0, Duration.ofSeconds(20));
        place.workloads.submit(request);
        URI before = place.observe(request).await(WorkloadReport.Ready.class).address();
        place.workloads.close();

        try (var later = place.another()) {
            var told = new Place.Told();
            later.submit(request);
            later.observe(request.name(), told::add);

            assertThat(told.await(WorkloadReport.Ready.class).address()).isEqualTo(before);
            assertThat(statusOf(before)).isEqualTo(200);
        }
    }

    @Test
    void a_server_that_never_gets_healthy_is_ended_with_its_last_answer() throws IOException {
        Duration startTimeout = Duration.ofSeconds(3);
        WorkloadRequest request = server(1_000_000, startTimeout);

        place.workloads.submit(request);
        var told = place.observe(request);

        assertThat(told.end()).isEqualTo(new WorkloadEnd.NeverHealthy(startTimeout, "HTTP 503"));
        assertThat(told.reports).noneMatch(WorkloadReport.Ready.class::isInstance);
        assertThat(place.observe(request).end()).isEqualTo(told.end());
        place.workloads.conclude(request.name());
        assertThat(Leftovers.of(home)).isEmpty();
    }

    @Test
    void a_server_that_does_not_listen_is_never_healthy() {
        WorkloadRequest request = place.server("/healthz", Duration.ofMillis(300), "sleep", "60");

        place.workloads.submit(request);

        assertThat(place.observe(request).end())
                .isEqualTo(new WorkloadEnd.NeverHealthy(Duration.ofMillis(300), "connection refused"));
    }

    @Test
    void a_server_that_crashes_is_told_at_once() {
        WorkloadRequest request = place.server("/healthz", Duration.ofMinutes(1), "sh", "-c", "exit 2");

        place.workloads.submit(request);

        assertThat(place.observe(request).end()).isEqualTo(new WorkloadEnd.ExitedNonZero(2));
    }

    private WorkloadRequest server(int patience, Duration startTimeout) {
        return place.server("/healthz", startTimeout, "python3", "-c", SERVER, Integer.toString(patience));
    }

    private static int statusOf(URI address) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var question = HttpRequest.newBuilder(address.resolve("/healthz")).build();
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
