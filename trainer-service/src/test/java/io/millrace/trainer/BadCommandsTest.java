package io.millrace.trainer;

import static io.millrace.worker.testing.Samples.envelope;
import static io.millrace.worker.testing.Samples.run;
import static io.millrace.worker.testing.Samples.spec;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.AlertRaised;
import io.millrace.events.Candidate;
import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineSpec;
import io.millrace.events.PipelineSpec.Train;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageStatus;
import io.millrace.events.Topic;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.millrace.workloads.testing.LocalHome;
import io.millrace.workloads.testing.TestImage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every command that comes to no good, all at once through one running trainer, with good ones in between. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class BadCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LONG = Duration.ofMinutes(5);
    /** Files that are large and take no room: six of them are more than any quota. */
    private static final String WRITES_10_GB =
            "import os, time\nfor i in range(6): open(os.path.join(os.environ['%s'], str(i)), 'w').truncate(1900 << 20)\n"
                    + "time.sleep(600)";

    private final Pipeline pipeline = new Pipeline();

    /** The code of the alert by model. */
    private final Map<String, String> expected = new LinkedHashMap<>();

    @ConfigProperty(name = "millrace.home")
    Path home;

    private ImageRef image;
    private int good;

    @BeforeEach
    void makeImage() throws IOException {
        image = TestImage.with(layer -> layer.file("app/plain.txt", 0644, "not a program"))
                .writeTo(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void each_ends_with_one_alert_and_disturbs_no_other() {
        ends();
        takesTooMuch();
        results();
        good();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(codes()).containsExactlyInAnyOrderEntriesOf(expected));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(trained()).isEqualTo(good));
        assertThat(pipeline.events(
                        Topic.PROGRESS,
                        StageProgressed.class,
                        run("metric-storm", 1).run()))
                .hasSizeBetween(3, 1_000);
        assertThat(alerts().get("odd-characters").failure().summary()).contains("exit 1 #?[2J");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(running()).isEmpty();
            assertThat(home.resolve("workloads")).isDirectoryNotContaining("glob:**/train-*");
        });
        get("/q/health/live").then().statusCode(200);
    }

    private void ends() {
        bad("missing", "command-not-found", "no-such-program");
        bad("no-program", "command-not-found", "./plain.txt");
        sh("exits-1", "command-failed", "exit 1");
        sh("killed", "command-killed", "kill -9 $$");
        sh("crashes", "command-killed", "kill -11 $$");
        sh("leaves-children", "command-failed", "sleep 600 & (setsid sh -c 'sleep 601 & sleep 602' &); exit 1");
        sh("odd-characters", "command-failed", "exit 1 #\u001b[2J");
        sh("long-command", "command-failed", "exit 1 #" + "x".repeat(60_000));
        bad("too-long-command", "command-invalid", "echo", "x".repeat(140_000));
        bad("never-ends", "deadline-exceeded", Duration.ofSeconds(2), "sleep", "600");
        bad(
                "deaf",
                "deadline-exceeded",
                Duration.ofSeconds(2),
                "sh",
                "-c",
                "trap '' TERM; while true; do sleep 1; done");
    }

    private void takesTooMuch() {
        sh("prints-1-gb", "quota-exceeded", "yes | head -c 1000000000");
        sh("prints-a-line-of-1-gb", "quota-exceeded", "head -c 1000000000 /dev/zero | tr '\\0' x");
        sh("metric-storm", "command-failed", "yes '{\"metric\": \"loss\", \"value\": 1}' | head -100000; exit 1");
        python("writes-10-gb", "quota-exceeded", WRITES_10_GB.formatted("MILLRACE_OUTPUT"));
        python("writes-10-gb-elsewhere", "quota-exceeded", WRITES_10_GB.formatted("TMPDIR"));
        python("one-file-of-10-gb", "command-failed", "import os; os.truncate(os.open('x', 65), 10 << 30)");
    }

    private void results() {
        sh("result-no-json", "result-invalid", "echo accuracy=1 > $MILLRACE_RESULT");
        sh("result-nan", "result-invalid", "echo '{\"metrics\": {\"loss\": NaN}}' > $MILLRACE_RESULT");
        sh("result-deep", "result-invalid", "head -c 10000 /dev/zero | tr '\\0' '[' > $MILLRACE_RESULT");
        sh("result-10-mb", "quota-exceeded", "head -c 10000000 /dev/zero > $MILLRACE_RESULT");
        sh("result-is-a-link", "result-invalid", "ln -s /etc/passwd $MILLRACE_RESULT");
        sh("result-is-a-pipe", "result-invalid", "mkfifo $MILLRACE_RESULT");
        sh("output-has-a-link", "output-refused", "ln -s /etc/passwd $MILLRACE_OUTPUT/model");
        sh("output-has-a-pipe", "output-refused", "mkfifo $MILLRACE_OUTPUT/model");
        python(
                "output-is-deep",
                "output-refused",
                "import os\nos.chdir(os.environ['MILLRACE_OUTPUT'])\n"
                        + "for i in range(100): os.mkdir('d' * 100); os.chdir('d' * 100)");
    }

    private void sh(String model, String code, String script) {
        bad(model, code, "sh", "-c", script);
    }

    private void python(String model, String code, String script) {
        bad(model, code, "python3", "-c", script);
    }

    private void bad(String model, String code, String... command) {
        bad(model, code, LONG, command);
    }

    private void bad(String model, String code, Duration timeout, String... command) {
        build(run(model, 1), timeout, command);
        expected.put(model, code);
        if (expected.size() % 8 == 0) {
            good();
        }
    }

    private void good() {
        build(run("good-" + ++good, 1), LONG, "true");
    }

    private void build(RunRef run, Duration timeout, String... command) {
        var train = new Train(List.of(command), Map.of(), Map.of(), PipelineSpec.Resources.ANY, timeout, 0);
        var candidate = new Candidate(
                spec(run.model().value(), Optional.of(train)), Optional.of(image), Optional.empty(), Metrics.NONE);
        pipeline.publish(
                envelope(run, Stage.BUILD, new ImageBuilt(run, StageStatus.DONE, candidate, Optional.empty())));
    }

    /** Of all alerts that were ever raised for these models: one each, or this throws. */
    private Map<String, AlertRaised> alerts() {
        return pipeline.envelopes(Topic.ALERTS).stream()
                .map(Envelope::event)
                .filter(AlertRaised.class::isInstance)
                .map(AlertRaised.class::cast)
                .filter(alert ->
                        expected.containsKey(alert.key()) || alert.key().startsWith("good-"))
                .collect(Collectors.toMap(AlertRaised::key, alert -> alert));
    }

    private Map<String, String> codes() {
        var codes = new TreeMap<String, String>();
        alerts().forEach((model, alert) -> codes.put(model, alert.failure().code()));
        return codes;
    }

    private long trained() {
        return pipeline.envelopes(Topic.MODEL_TRAINED).stream()
                .map(Envelope::event)
                .filter(event -> event instanceof ModelTrained && event.key().startsWith("good-"))
                .count();
    }

    /** Commands of this home that still run, known by the environment that they inherit. */
    private List<String> running() throws IOException {
        Path proc = Path.of("/proc");
        if (!Files.isDirectory(proc)) {
            return List.of();
        }
        try (var processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            var running = new ArrayList<String>();
            for (Path process : processes) {
                if (read(process.resolve("environ")).contains("MILLRACE_RESULT=" + home)) {
                    running.add(read(process.resolve("cmdline")).replace('\0', ' '));
                }
            }
            return running;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
