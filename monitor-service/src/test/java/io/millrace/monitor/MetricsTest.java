package io.millrace.monitor;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.Envelope;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class MetricsTest {
    /** Written anew with {@code -Dgolden.update=true}. */
    private static final Path GOLDEN = Path.of("src/test/resources/metrics.txt");

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    private static List<String> scrape() {
        return get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("millrace_"))
                .sorted()
                .toList();
    }

    private static double value(String series) {
        return scrape().stream()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }

    @Test
    void every_name_and_label_is_known_beforehand() throws IOException {
        List<String> series = scrape().stream()
                // There once another test has made the monitor raise an alert of its own.
                .filter(line -> !line.startsWith("millrace_events_published_total"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();

        if (Boolean.getBoolean("golden.update")) {
            Files.write(GOLDEN, series);
        }
        assertThat(series).isEqualTo(Files.readAllLines(GOLDEN));
    }

    @Test
    void runs_and_how_long_they_took_are_counted() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(get("/q/health/ready").statusCode()).isEqualTo(200));
        double succeeded = value("millrace_runs{status=\"succeeded\"}");
        double taken = value("millrace_run_duration_seconds_count{result=\"deployed\"}");
        double trained = value("millrace_stage_duration_seconds_count{stage=\"train\"}");
        double read = value("millrace_events_read_total{type=\"io.millrace.run.ended.v1\"}");

        try (var stages = new Stages(servers)) {
            stages.publish(Trip.of("counted", 1).well().toArray(Envelope[]::new));
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(value("millrace_runs{status=\"succeeded\"}")).isEqualTo(succeeded + 1);
            assertThat(value("millrace_run_duration_seconds_count{result=\"deployed\"}"))
                    .isEqualTo(taken + 1);
            assertThat(value("millrace_stage_duration_seconds_count{stage=\"train\"}"))
                    .isEqualTo(trained + 1);
            assertThat(value("millrace_events_read_total{type=\"io.millrace.run.ended.v1\"}"))
                    .isEqualTo(read + 1);
        });
    }
}
