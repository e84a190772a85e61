package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas of each worker. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReplicasIT {
    private static final int BASE_PORT = 7_700;
    private static final List<Integer> GATEWAYS = List.of(BASE_PORT, BASE_PORT + 20);
    private static final List<String> STAGES = List.of("build", "train", "evaluate", "deploy");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Tests do not assert speed; how long it takes is printed, and measured by the benchmarks. */
    private static final Duration GENEROUS = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static CommandLine millrace;
    private static Monitor monitor;
    private static Groups groups;
    private static Upstream upstream;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void up() {
        millrace = new CommandLine(folder.resolve("home"), BASE_PORT);
        monitor = new Monitor(BASE_PORT + 1);
        millrace.run("up", "--detach", "--replicas", "2").succeeded();
        groups = new Groups(BASE_PORT + 10);
        upstream = new Upstream(BASE_PORT + 10);
        awaitAllMembers();
    }

    @AfterEach
    void bringBack() {
        millrace.run("up", "--detach").succeeded();
        awaitAllMembers();
    }

    @AfterAll
    static void down() {
        upstream.close();
        groups.close();
        millrace.run("down").succeeded();
    }

    private static void awaitAllMembers() {
        await().atMost(GENEROUS).until(() -> STAGES.stream().allMatch(stage -> groups.size(stage) == 2));
    }

    @Test
    void a_run_goes_on_once_and_in_order_though_the_replica_that_has_it_is_killed_at_every_stage() throws Exception {
        String model = "killed";
        Repository repository = repository(model);
        String first = upstream.register(model, repository);
        repository.change("train.py", "import json", "import json  # second");
        String second = upstream.register(model, repository);

        for (String stage : STAGES) {
            monitor.awaitStage(first, stage);
            killHolder(stage, model);
        }

        JsonNode earlier = monitor.awaitEnd(first);
        assertWentThroughOnce(earlier);
        JsonNode later = monitor.awaitEnd(second);
        assertWentThroughOnce(later);
        assertThat(later.get("endedAt").asText())
                .isGreaterThan(earlier.get("endedAt").asText());
        bringBack();
        assertServedEverywhere(model, later.get("version").asText());
    }

    private static void killHolder(String stage, String model) {
        String holder = groups.holder(stage, model).orElseThrow();
        millrace.process(holder).destroyForcibly();
        long killed = System.nanoTime();
        await().atMost(GENEROUS).pollInterval(Duration.ofMillis(20)).until(() -> groups.holder(stage, model)
                .filter(now -> !now.equals(holder))
                .isPresent());
        System.out.printf("%s killed: the other one has its partitions after %d ms%n", holder, since(killed));
    }

    @Test
    void a_replica_that_was_paused_comes_back_and_does_nothing_twice() throws Exception {
        String model = "paused";
        String run = upstream.register(model, repository(model));
        monitor.awaitStage(run, "train");
        String holder = groups.holder("train", model).orElseThrow();
        long pid = millrace.process(holder).pid();

        signal("STOP", pid);
        JsonNode ended;
        try {
            await().atMost(GENEROUS).until(() -> groups.size("train") == 1);
            ended = monitor.awaitEnd(run);
        } finally {
            signal("CONT", pid);
        }

        assertWentThroughOnce(ended);
        awaitAllMembers();
        String after = upstream.register(model, repository("paused-again", model));
        assertWentThroughOnce(monitor.awaitEnd(after));
        assertThat(monitor.get("runs/" + run))
                .as("nothing was said of it afterwards")
                .isEqualTo(ended);
        assertServedEverywhere(
                model, monitor.get("runs/" + after).get("version").asText());
    }

    @Test
    void no_request_fails_on_either_gateway_while_a_new_version_takes_over() throws Exception {
        String model = "switched";
        Repository repository = repository(model);
        String first = monitor.awaitEnd(upstream.register(model, repository))
                .get("version")
                .asText();
        assertServedEverywhere(model, first);
        var done = new AtomicBoolean();
        try (var clients = Executors.newFixedThreadPool(GATEWAYS.size())) {
            List<Future<Set<String>>> asked = GATEWAYS.stream()
                    .map(gateway -> clients.submit(() -> answersUntil(done, gateway, model)))
                    .toList();
            try {
                repository.change("train.py", "import json", "import json  # second");
                String second = monitor.awaitEnd(upstream.register(model, repository))
                        .get("version")
                        .asText();
                assertServedEverywhere(model, second);
                await().atMost(PATIENCE).until(() -> servers(model) == 1);
                done.set(true);
                for (Future<Set<String>> answers : asked) {
                    assertThat(answers.get()).containsExactlyInAnyOrder("200 " + first, "200 " + second);
                }
            } finally {
                done.set(true);
            }
        }
    }

    /** Every kind of answer that came. */
    private Set<String> answersUntil(AtomicBoolean done, int gateway, String model) throws Exception {
        var answers = new HashSet<String>();
        while (!done.get()) {
            HttpResponse<String> answer = ready(gateway, model);
            answers.add(answer.statusCode() + " "
                    + answer.headers().firstValue("X-Millrace-Version").orElse(answer.body()));
        }
        return answers;
    }

    /** How many servers of the model run. */
    private static long servers(String model) throws IOException {
        try (var folders = Files.newDirectoryStream(millrace.home().resolve("workloads"), "deploy-*")) {
            return StreamSupport.stream(folders.spliterator(), false)
                    .filter(folder -> isOf(model, folder.resolve("request.json")))
                    .count();
        }
    }

    private static boolean isOf(String model, Path request) {
        try {
            return Files.readString(request).contains("\"" + model + "\"");
        } catch (IOException e) {
            return false;
        }
    }

    private static long since(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void assertServedEverywhere(String model, String version) {
        for (int gateway : GATEWAYS) {
            await().atMost(GENEROUS)
                    .untilAsserted(() -> assertThat(ready(gateway, model)).satisfies(answer -> {
                        assertThat(answer.statusCode()).isEqualTo(200);
                        assertThat(answer.headers().firstValue("X-Millrace-Version"))
                                .hasValue(version);
                    }));
        }
    }

    private HttpResponse<String> ready(int gateway, String model) throws Exception {
        var address = URI.create("http://127.0.0.1:" + gateway + "/models/" + model + "/v2/health/ready");
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static void assertWentThroughOnce(JsonNode run) {
        assertThat(run.get("status").asText()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.get("alerts")).isEmpty();
        assertThat(run.get("stages")).isNotEmpty().allSatisfy(found -> assertThat(
                        found.get("attempt").asInt())
                .as("no work was done twice: %s", run)
                .isEqualTo(1));
    }

    private static Repository repository(String model) throws Exception {
        return repository(model, model);
    }

    private static Repository repository(String name, String model) throws Exception {
        Repository repository = Repository.of(CommandLine.sample("digits"), folder.resolve(name));
        repository.change("millrace.yaml", "model: digits", "model: " + model);
        return repository;
    }
}
