package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.AlertRaised;
import io.millrace.events.Candidate;
import io.millrace.events.Command;
import io.millrace.events.Decision;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Metrics;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Topic;
import io.millrace.events.Verdict;
import io.millrace.events.Version;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.millrace.workloads.testing.LocalHome;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The worker on a real broker, with model servers that are real processes. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(90)
class DeployerStageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Pipeline pipeline = new Pipeline();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "millrace.home")
    Path home;

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static String aModel() {
        return "m" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static RunRef run(String model, int n) {
        return new RunRef(
                RunId.of(URI.create("/test"), model + n),
                0,
                new ModelName(model),
                Optional.of(new Version("v" + n)),
                new Sequence(0, n));
    }

    private RunRef evaluated(String model, int n, String behaviour) {
        RunRef run = run(model, n);
        var deploy = new PipelineSpec.Deploy(
                List.of("python3", "serve.py"),
                Map.of("BEHAVIOUR", behaviour),
                PipelineSpec.Resources.ANY,
                "/healthz",
                Duration.ofSeconds(behaviour.equals("sick") ? 1 : 20),
                false,
                false);
        var spec = new PipelineSpec(
                run.model(),
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of("**")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(deploy));
        var candidate = new Candidate(
                spec, Optional.of(ToyServer.imageIn(home)), Optional.empty(), new Metrics(Map.of("accuracy", 0.95)));
        var event = new ModelEvaluated(
                run,
                StageStatus.DONE,
                candidate,
                Verdict.PASSED,
                Map.of("digit=8", new Metrics(Map.of("accuracy", 0.9))),
                List.of(),
                Optional.empty(),
                Optional.of("sha256:data"));
        pipeline.publish(
                Envelope.first(EventIds.outcome(run, Stage.EVALUATE), URI.create("/test"), Instant.EPOCH, event));
        return run;
    }

    private RunEnded ended(RunRef run) {
        return pipeline.first(Topic.RUN_ENDED, RunEnded.class, run.run());
    }

    private ServingChanged deployed(String model, int n) {
        RunRef run = evaluated(model, n, "good");
        assertThat(ended(run).result()).isEqualTo(RunEnded.Result.DEPLOYED);
        return pipeline.first(Topic.SERVING, ServingChanged.class, run.run());
    }

    private HttpResponse<String> ask(String model, String... headers) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/models/" + model + "/predict?x=1"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Process id of the server that answers. */
    private long pid(String model) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(model);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Long.parseLong(answer.body().split(" ")[1]);
    }

    private Path folder(ServingChanged version) {
        return home.resolve("workloads").resolve(version.workload());
    }

    @Test
    void a_candidate_that_passed_serves_behind_the_stable_endpoint() throws Exception {
        String model = aModel();
        RunRef run = evaluated(model, 1, "good");

        ModelDeployed deployed = pipeline.first(Topic.MODEL_DEPLOYED, ModelDeployed.class, run.run());

        assertThat(deployed.status()).isEqualTo(StageStatus.DONE);
        assertThat(deployed.generation()).hasValue(1L);
        assertThat(deployed.endpoint().orElseThrow().getPath()).isEqualTo("/models/" + model);
        HttpResponse<String> answer = ask(model);
        assertThat(answer.body()).startsWith("v1 ").endsWith(" /predict?x=1");
        assertThat(answer.headers().firstValue("X-Millrace-Version")).hasValue("v1");
        ServingChanged serving = pipeline.first(Topic.SERVING, ServingChanged.class, run.run());
        assertThat(serving.slices()).containsOnlyKeys("digit=8");
        assertThat(ended(run).result()).isEqualTo(RunEnded.Result.DEPLOYED);
    }

    @Test
    void a_new_version_takes_over_without_a_failed_request_and_the_old_one_is_stopped() throws Exception {
        String model = aModel();
        ServingChanged first = deployed(model, 1);
        ProcessHandle old = ProcessHandle.of(pid(model)).orElseThrow();
        var done = new AtomicBoolean();
        try (var clients = Executors.newFixedThreadPool(4)) {
            List<Future<List<String>>> failures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                failures.add(clients.submit(askUntil(done, model)));
            }

            ServingChanged second = deployed(model, 2);

            assertThat(second.generation()).isEqualTo(2);
            assertThat(second.replaces()).hasValue(first.workload());
            await().atMost(PATIENCE).until(() -> !old.isAlive() && !Files.exists(folder(first)));
            done.set(true);
            for (Future<List<String>> failed : failures) {
                assertThat(failed.get()).isEmpty();
            }
        }
        assertThat(ask(model).body()).startsWith("v2 ");
    }

    private Callable<List<String>> askUntil(AtomicBoolean done, String model) {
        return () -> {
            List<String> failures = new ArrayList<>();
            while (!done.get()) {
                HttpResponse<String> answer = ask(model);
                if (answer.statusCode() != 200) {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            }
            return failures;
        };
    }

    @Test
    void a_request_that_takes_long_is_answered_by_the_version_that_it_went_to() throws Exception {
        String model = aModel();
        deployed(model, 1);
        var slow = Executors.newSingleThreadExecutor();
        Future<HttpResponse<String>> answer = slow.submit(() -> ask(model, "X-Takes", "4"));

        deployed(model, 2);

        assertThat(ask(model).body()).startsWith("v2 ");
        assertThat(answer.get().body()).startsWith("v1 ");
        slow.shutdown();
    }

    @Test
    void a_version_that_is_never_healthy_does_not_take_over() throws Exception {
        String model = aModel();
        deployed(model, 1);

        RunRef run = evaluated(model, 2, "sick");

        assertThat(ended(run).result()).isEqualTo(RunEnded.Result.FAILED);
        AlertRaised alert = pipeline.first(Topic.ALERTS, AlertRaised.class, run.run());
        assertThat(alert.failure().code()).isEqualTo("server-unhealthy");
        assertThat(alert.failure().summary()).contains("serving 'python3 serve.py' did not become healthy");
        assertThat(ask(model).body()).startsWith("v1 ");
        assertThat(home.resolve("workloads/deploy-" + run.run() + "-0-1")).doesNotExist();
    }

    @Test
    void a_version_that_crashes_raises_an_alert_with_its_last_words() {
        RunRef run = evaluated(aModel(), 1, "crash");

        AlertRaised alert = pipeline.first(Topic.ALERTS, AlertRaised.class, run.run());

        assertThat(alert.failure().summary())
                .contains("ended with exit code 1")
                .contains("ValueError: no model in the input folder");
    }

    @Test
    void a_copy_of_an_earlier_version_that_comes_late_does_not_go_back_to_it() throws Exception {
        String model = aModel();
        ServingChanged first = deployed(model, 1);
        ServingChanged second = deployed(model, 2);

        pipeline.publish(Envelope.first(EventIds.serving(first.run()), URI.create("/test"), Instant.EPOCH, first));

        await("the truth lies last").atMost(PATIENCE).until(() -> copies(second) == 2);
        assertThat(ask(model).body()).startsWith("v2 ");
        assertThat(deployed(model, 3))
                .satisfies(third -> assertThat(third.generation()).isEqualTo(3))
                .satisfies(third -> assertThat(third.replaces()).hasValue(second.workload()));
    }

    private int copies(ServingChanged version) {
        return pipeline.events(
                        Topic.SERVING, ServingChanged.class, version.run().run())
                .size();
    }

    @Test
    void an_older_version_never_takes_over_from_a_newer_one() throws Exception {
        String model = aModel();
        deployed(model, 5);

        RunRef late = evaluated(model, 4, "good");

        assertThat(ended(late).result()).isEqualTo(RunEnded.Result.SUPERSEDED);
        assertThat(ask(model).body()).startsWith("v5 ");
    }

    @Test
    void an_older_version_serves_again_when_somebody_wants_it_back_until_a_newer_one_comes() throws Exception {
        String model = aModel();
        ServingChanged first = deployed(model, 1);
        ServingChanged second = deployed(model, 2);

        publish(
                "back-" + model,
                new DeploymentRollback(first.run().run(), first.run().model(), Optional.of("slow")));

        assertThat(endOf(first.run(), 1)).isEqualTo(RunEnded.Result.DEPLOYED);
        assertThat(ask(model).body()).startsWith("v1 ");
        await().atMost(PATIENCE).until(() -> !Files.exists(folder(second)));
        assertThat(pipeline.events(
                        Topic.SERVING, ServingChanged.class, first.run().run()))
                .last()
                .satisfies(again ->
                        assertThat(again.decision()).hasValue(new Decision("back-" + model, Optional.of("slow"))));
        deployed(model, 3);
        assertThat(ask(model).body()).startsWith("v3 ");
    }

    @Test
    void a_version_that_is_wanted_no_more_answers_no_more_and_its_server_is_ended() throws Exception {
        String model = aModel();
        ServingChanged first = deployed(model, 1);
        ProcessHandle server = ProcessHandle.of(pid(model)).orElseThrow();

        publish(
                "remove-" + model,
                new DeploymentRemove(first.run().run(), first.run().model(), Optional.empty()));

        assertThat(endOf(first.run(), 1)).isEqualTo(RunEnded.Result.REMOVED);
        await().atMost(PATIENCE).until(() -> ask(model).statusCode() == 404);
        await().atMost(PATIENCE).until(() -> !server.isAlive() && !Files.exists(folder(first)));
        assertThat(deployed(model, 2).generation()).isEqualTo(3);
        assertThat(ask(model).body()).startsWith("v2 ");
    }

    private void publish(String id, Command command) {
        pipeline.publish(Envelope.first(id, URI.create("/test"), Instant.EPOCH, command));
    }

    private RunEnded.Result endOf(RunRef run, int round) {
        return await().atMost(PATIENCE)
                .until(
                        () -> pipeline.events(Topic.RUN_ENDED, RunEnded.class, run.run()).stream()
                                .filter(end -> end.run().round() == round)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .result();
    }

    @Test
    void a_server_that_is_killed_comes_back() throws Exception {
        String model = aModel();
        deployed(model, 1);
        long before = pid(model);

        ProcessHandle.of(before).orElseThrow().destroyForcibly();

        await().atMost(PATIENCE)
                .ignoreException(IOException.class)
                .untilAsserted(() -> assertThat(ask(model).statusCode()).isEqualTo(200));
        assertThat(pid(model)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void a_request_that_ends_the_server_is_answered_whatever_the_client_speaks(HttpClient.Version version)
            throws Exception {
        String model = aModel();
        deployed(model, 1);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/models/" + model + "/predict"))
                .version(version)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString("{}"));

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("did not answer");
    }

    @Test
    void requests_are_counted_without_a_series_for_each_path() throws Exception {
        String model = aModel();
        deployed(model, 1);
        ask(model);

        String metrics = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();

        assertThat(metrics)
                .contains("millrace_serving_requests_seconds_count{result=\"answered\"}")
                .contains("millrace_serving_inflight")
                .contains("millrace_serving_restarts_total")
                .doesNotContain("predict")
                .doesNotContain(model);
    }

    @Test
    void a_server_that_does_not_stay_up_is_told_once() {
        String model = aModel();
        RunRef run = evaluated(model, 1, "short-lived");
        assertThat(ended(run).result()).isEqualTo(RunEnded.Result.DEPLOYED);

        AlertRaised alert = pipeline.first(Topic.ALERTS, AlertRaised.class, run.run());

        assertThat(alert.failure().code()).isEqualTo("server-down");
        assertThat(alert.failure().summary()).contains(model + "/v1 is in production and does not stay up");
        assertThat(pipeline.events(Topic.ALERTS, AlertRaised.class, run.run())).hasSize(1);
    }
}
