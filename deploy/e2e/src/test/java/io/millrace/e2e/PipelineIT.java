package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.worker.testing.Collector;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One stack, many models. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PipelineIT {
    private static final int BASE_PORT = 7_600;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static final Collector traces = new Collector();

    private static CommandLine millrace;
    private static Monitor monitor;
    private static Upstream upstream;
    private static PushedRepository pushed;

    @BeforeAll
    static void up() throws Exception {
        millrace = new CommandLine(
                folder.resolve("home"),
                BASE_PORT,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", traces.endpoint(),
                        "OTEL_BSP_SCHEDULE_DELAY", "100",
                        "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));
        monitor = new Monitor(BASE_PORT + 1);
        pushed = PushedRepository.of("traced", folder, millrace.home());
        millrace.run("up", "--detach").succeeded();
        upstream = new Upstream(BASE_PORT + 10);
    }

    @AfterAll
    static void down() {
        upstream.close();
        millrace.run("down").succeeded();
        traces.close();
    }

    @Test
    void says_where_the_dashboard_is() throws IOException, InterruptedException {
        var dashboard = URI.create("http://127.0.0.1:" + (BASE_PORT + 1) + "/");

        String told = millrace.run("up", "--detach").succeeded().err();

        assertThat(told).contains(dashboard.toString());
        try (var client = HttpClient.newHttpClient()) {
            var page = client.send(HttpRequest.newBuilder(dashboard).build(), BodyHandlers.ofString());
            assertThat(page.body()).contains("<title>Millrace</title>");
        }
    }

    private Repository repository(String sample, String name) throws IOException, GitAPIException {
        return Repository.of(CommandLine.sample(sample), folder.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({
        "training-raises, failed, train, command-failed, ValueError",
        "gate-missed, rejected, evaluate, gate-missed, 0.42",
        "never-healthy, failed, deploy, server-unhealthy, 503",
        "spec-typo, failed, build, spec-invalid, line 11"
    })
    void a_model_that_cannot_serve_ends_in_exactly_one_alert_that_says_why(
            String sample, String status, String stage, String code, String cause) throws Exception {
        String id = upstream.register(sample, repository("broken/" + sample, sample));

        JsonNode run = monitor.awaitEnd(id);

        assertThat(run.get("status").asText()).isEqualTo(status);
        assertThat(run.get("stage").asText()).isEqualTo(stage);
        assertThat(run.get("alerts")).hasSize(1);
        JsonNode alert = run.get("alerts").get(0);
        assertThat(alert.get("code").asText()).isEqualTo(code);
        assertThat(alert.get("summary").asText()).contains(cause);
        assertThat(alert.get("remedy").asText()).isNotBlank();
    }

    @Test
    void a_good_version_after_a_bad_one_resolves_the_alert() throws Exception {
        Repository repository = repository("digits", "mended");
        repository.change("millrace.yaml", "model: digits", "model: mended");
        repository.change("millrace.yaml", "min: 0.93", "min: 0.9999");
        String bad = upstream.register("mended", repository);
        assertThat(monitor.awaitEnd(bad).get("status").asText()).isEqualTo("rejected");
        repository.change("millrace.yaml", "min: 0.9999", "min: 0.93");

        String good = upstream.register("mended", repository);

        assertThat(monitor.awaitEnd(good).get("status").asText()).isEqualTo("succeeded");
        monitor.awaitAnswer("alerts?status=raised&model=mended", JsonNode::isEmpty);
        assertThat(monitor.get("runs/" + bad).get("alerts").get(0).get("status").asText())
                .isEqualTo("resolved");
    }

    @ParameterizedTest
    @CsvSource({"builder, build", "trainer, train", "evaluator, evaluate", "deployer, deploy", "monitor, train"})
    void a_run_ends_as_it_should_and_once_when_a_worker_is_killed_in_the_middle_of_it(String worker, String stage)
            throws Exception {
        String model = "killed-" + worker;
        Repository repository = repository("digits", model);
        repository.change("millrace.yaml", "model: digits", "model: " + model);
        ProcessHandle process = millrace.process(worker);
        String id = upstream.register(model, repository);
        monitor.awaitStage(id, stage);

        process.destroyForcibly();
        millrace.run("up", "--detach").succeeded();

        JsonNode run = monitor.awaitEnd(id);
        assertThat(run.get("status").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.get("alerts")).isEmpty();
        assertThat(run.get("stages"))
                .allSatisfy(found -> assertThat(found.get("attempt").asInt())
                        .as("no work was done twice: %s", run)
                        .isEqualTo(1));
        assertThat(predicts(run.get("endpoint").asText(), model)).contains("\"digit\"");
        // A monitor that is not there when a run ends does not tell that it saw it.
        assertThat(Trace.of(id, "run.ended.v1", traces).wayTo("run.ended.v1"))
                .containsExactlyElementsOf(Trace.throughAllStages("model.registered.v1"));
    }

    @Test
    void a_run_is_one_trace_from_the_webhook_to_what_serves() throws Exception {
        String id = pushed.deliver(BASE_PORT + 2);
        monitor.awaitEnd(id);

        Trace trace = Trace.of(id, "monitor", traces);

        assertThat(trace.wayTo("run.ended.v1")).containsExactlyElementsOf(Trace.throughAllStages("POST /webhooks"));
        assertThat(trace.wayTo("monitor")).endsWith("run.ended.v1", "monitor");
        assertThat(trace.wayTo("serving.changed.v1")).endsWith("deploy", "serving.changed.v1");
        assertThat(trace.wayTo("fetch")).endsWith("build", "build attempt", "fetch");
        assertThat(trace.wayTo("server start")).endsWith("deploy", "deploy attempt", "server start");
        assertThat(trace.services())
                .containsExactlyInAnyOrder(
                        "builder-service",
                        "trainer-service",
                        "evaluator-service",
                        "deployer-service",
                        "monitor-service");
    }

    @Test
    void a_workers_log_is_json_that_says_which_run_and_which_trace_each_line_is_about() throws Exception {
        Repository repository = repository("digits", "logged");
        repository.change("millrace.yaml", "model: digits", "model: logged");
        String id = upstream.register("logged", repository);
        monitor.awaitEnd(id);

        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(millrace.home().resolve("logs/trainer.log"))) {
            JsonNode parsed = new ObjectMapper().readTree(line);
            if (parsed.path("mdc").path("run").asText().equals(id)) {
                lines.add(parsed);
            }
        }

        String trace = Trace.of(id, "run.ended.v1", traces).id();
        assertThat(lines).hasSizeGreaterThan(1).allSatisfy(line -> {
            assertThat(line.get("stage").asText()).isEqualTo("train");
            assertThat(line.get("level").asText()).isEqualTo("INFO");
            assertThat(Instant.parse(line.get("timestamp").asText())).isBefore(Instant.now());
            assertThat(line.get("message").asText()).isNotBlank();
            JsonNode about = line.get("mdc");
            assertThat(about.get("model").asText()).isEqualTo("logged");
            assertThat(about.get("version").asText()).isNotBlank();
            assertThat(about.get("attempt").asText()).isEqualTo("1");
            assertThat(about.get("traceId").asText()).isEqualTo(trace);
            assertThat(about.get("spanId").asText()).matches("[0-9a-f]{16}");
        });
    }

    /** A training that goes on for ever the first time that it is tried. */
    private Repository endless(String model) throws IOException, GitAPIException {
        Repository repository = repository("digits", model);
        repository.change("millrace.yaml", "model: digits", "model: " + model);
        repository.change(
                "millrace.yaml",
                "command: [python3, train.py]",
                "command: [sh, -c, 'test $MILLRACE_ROUND -gt 0 || sleep 600; exec python3 train.py']");
        return repository;
    }

    private List<String> workloadsOf(String run) throws IOException {
        Path workloads = millrace.home().resolve("workloads");
        if (!Files.isDirectory(workloads)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(workloads)) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(name -> name.contains(run))
                    .toList();
        }
    }

    @Test
    void a_cancelled_run_leaves_nothing_running_and_can_be_tried_again() throws Exception {
        String id = upstream.register("endless", endless("endless"));
        monitor.awaitStage(id, "train");
        await().atMost(PATIENCE).until(() -> !workloadsOf(id).isEmpty());

        millrace.run("cancel", id, "--reason", "wrong data").succeeded();

        JsonNode cancelled = monitor.awaitEnd(id);
        assertThat(cancelled.get("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.get("alerts")).isEmpty();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(workloadsOf(id)).isEmpty());
        millrace.run("retry", id, "--from", "train").succeeded();
        monitor.awaitStatus(id, "succeeded");
    }

    @Test
    void a_newer_version_takes_the_place_of_one_in_progress_when_the_spec_says_so() throws Exception {
        Repository repository = endless("hasty");
        repository.change("millrace.yaml", "model: hasty", "model: hasty\nconcurrency: cancel-in-progress");
        String older = upstream.register("hasty", repository);
        monitor.awaitStage(older, "train");
        repository.change("millrace.yaml", "sleep 600", "true");

        String newer = upstream.register("hasty", repository);

        assertThat(monitor.awaitEnd(older).get("status").asText()).isEqualTo("cancelled");
        assertThat(monitor.awaitEnd(newer).get("status").asText()).isEqualTo("succeeded");
        assertThat(monitor.get("runs/" + older).get("alerts")).isEmpty();
    }

    @Test
    void a_worker_that_stays_away_is_told_by_the_others_until_it_is_back() throws Exception {
        millrace.process("trainer").destroyForcibly();
        monitor.awaitAnswer("alerts?status=raised", alerts -> tells(alerts, "train"));
        assertThat(tells(
                        millrace.run("alerts", "--status", "raised").succeeded().json(), "train"))
                .isTrue();

        millrace.run("up", "--detach").succeeded();

        monitor.awaitAnswer("alerts?status=raised", alerts -> !tells(alerts, "train"));
        assertThat(tells(
                        millrace.run("alerts", "--status", "resolved")
                                .succeeded()
                                .json(),
                        "train"))
                .isTrue();
    }

    /** Whether one of the alerts is that a stage has no worker. */
    private static boolean tells(JsonNode alerts, String stage) {
        return StreamSupport.stream(alerts.spliterator(), false)
                .anyMatch(alert -> alert.get("code").asText().equals("stage-away")
                        && alert.get("stage").asText().equals(stage));
    }

    @Test
    void a_stack_that_is_up_lacks_nothing() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        millrace.run("doctor").succeeded().json())
                .allSatisfy(finding -> assertThat(finding.get("state").asText())
                        .as(finding.toString())
                        .isNotEqualTo("FAILED")));
    }

    @Test
    void a_person_can_go_back_and_take_a_model_out_of_production() throws Exception {
        Repository repository = repository("digits", "back");
        repository.change("millrace.yaml", "model: digits", "model: back");
        String first = millrace.run("register", "--model", "back", "--git", repository.url())
                .succeeded()
                .json()
                .get("run")
                .asText();
        monitor.awaitEnd(first);
        String endpoint = millrace.run("runs", first)
                .succeeded()
                .json()
                .get(0)
                .get("endpoint")
                .asText();
        repository.change("train.py", "import", "import");
        String second = upstream.register("back", repository);
        assertThat(monitor.awaitEnd(second).get("status").asText()).isEqualTo("succeeded");

        millrace.run("rollback", "back", "--reason", "slow", "--wait").succeeded();

        JsonNode serving =
                millrace.run("serving", "back").succeeded().json().get(0).get("serving");
        assertThat(serving.get("run").asText()).isEqualTo(first);
        assertThat(serving.get("decision").get("reason").asText()).isEqualTo("slow");
        assertThat(predicts(endpoint, "back")).contains("\"digit\"");
        assertThat(millrace.run("logs", first, "train", "--lines", "3")
                        .succeeded()
                        .json()
                        .get("lines"))
                .hasSize(3);
        String version = serving.get("version").asText();
        assertThat(millrace.run("lineage", "back", version).succeeded().json().findValuesAsText("place"))
                .anyMatch(place -> place.startsWith("millrace.commands-"));

        millrace.run("undeploy", "back", "--wait").succeeded();

        monitor.awaitAnswer("models/back", found -> found.path("serving").isNull());
        assertThat(millrace.run("serving", "back").succeeded().json()).isEmpty();
    }

    @Test
    void the_workers_measure_all_that_rules_and_dashboard_ask_for() throws Exception {
        Repository repository = repository("digits", "measured");
        repository.change("millrace.yaml", "model: digits", "model: measured");
        predicts(
                monitor.awaitEnd(upstream.register("measured", repository))
                        .get("endpoint")
                        .asText(),
                "measured");
        var delivery = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (BASE_PORT + 2) + "/webhooks/github"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        HttpClient.newHttpClient().send(delivery.build(), BodyHandlers.discarding());
        var measured = new StringBuilder();
        for (int worker = 0; worker < 5; worker++) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (BASE_PORT + worker) + "/q/metrics"));
            measured.append(HttpClient.newHttpClient()
                    .send(request.build(), BodyHandlers.ofString())
                    .body());
        }
        Path observability = Path.of(System.getProperty("millrace.root"), "deploy", "observability");
        String asked = Files.readString(observability.resolve("rules.yml"))
                + Files.readString(observability.resolve("grafana/millrace.json"));

        List<String> names = Pattern.compile("(?<!\\w)(millrace|jvm)_[a-z_]+[a-z](?=[ {\\[>)\"\\\\])")
                .matcher(asked)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();

        assertThat(names).hasSizeGreaterThan(12).allSatisfy(name -> assertThat(measured)
                .containsPattern("(?m)^" + name + "[ {]"));
    }

    private static String predicts(String endpoint, String model) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(endpoint + "/v2/models/" + model + "/infer"))
                .POST(HttpRequest.BodyPublishers.ofFile(CommandLine.sample("digits/request.json")))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body()).toString();
    }
}
