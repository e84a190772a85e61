package io.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import io.millrace.events.Decoded;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventIds;
import io.millrace.events.ModelName;
import io.millrace.events.RunCancel;
import io.millrace.events.RunId;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.letters.LetterTopics;
import io.millrace.local.RunningBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace cancel}, {@code retry}, {@code rollback} and others with a real broker; the monitor and the stage that answers are made up. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RunCommandsTest {
    static final int BASE_PORT = 8_400;
    static final String COMMANDS = Topic.COMMANDS.name(Topic.DEFAULT_PREFIX);
    static final RunId RUN = new RunId("rabcdefghij234567klmn");
    static final ModelName DIGITS = new ModelName("digits");
    static final EventCodec CODEC = new EventCodec(Topic.DEFAULT_PREFIX);

    @RegisterExtension
    static final RunningBroker BROKER = new RunningBroker(BASE_PORT);

    static HttpServer monitor;
    /** What the monitor says of the run. */
    static volatile String view = "";
    /** What it says of the model. */
    static volatile String model = "";
    /** What it says of alerts. */
    static volatile String alerts = "[]";

    @TempDir
    Path folder;

    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws IOException, ExecutionException, InterruptedException {
        try (var topics = new LetterTopics(BROKER.bootstrapServers())) {
            topics.create(COMMANDS);
        }
        monitor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), BASE_PORT + 1), 0);
        answer("/api/v1/runs/rabc", 200, () -> view);
        answer("/api/v1/runs/" + RUN, 200, () -> view);
        answer(
                "/api/v1/runs/r",
                409,
                () -> """
                {"detail": "'r' is the start of 2 runs", "allowed": ["ra", "rb"]}""");
        answer("/api/v1/models/digits", 200, () -> model);
        answer("/api/v1/models", 200, () -> "[" + model + "]");
        answer("/api/v1/alerts/a1", 200, () -> alert("raised"));
        answer("/api/v1/alerts", 200, () -> alerts);
        monitor.start();
    }

    @BeforeEach
    void failTheRun() {
        view = run("failed", 0);
        model = serving(
                """
                {"version": "v2", "run": "rzzzzzzzzzzzzzzzzzzzz", "generation": 2, "endpoint": "http://127.0.0.1/models/digits",
                 "since": "2026-01-31T09:00:00Z", "replaced": "%s", "decision": null}"""
                        .formatted(RUN));
    }

    @AfterAll
    static void stop() {
        monitor.stop(0);
    }

    private static String serving(String what) {
        return """
                {"model": "digits", "serving": %s, "runs": 2, "openAlerts": 0, "versions": [
                 {"version": "v2", "run": "rzzzzzzzzzzzzzzzzzzzz", "status": "succeeded"},
                 {"version": "v1", "run": "%s", "status": "succeeded"}]}"""
                .formatted(what, RUN);
    }

    @Test
    void goes_back_to_the_version_that_served_before() throws Exception {
        var asked = answering(id -> new CommandAccepted(id, RUN, DIGITS, 1, Stage.DEPLOY, "round 1 begins"));

        assertThat(run("rollback", "digits", "--reason", "v2 is slow"))
                .as(err())
                .isZero();

        assertThat(asked.get().event()).isEqualTo(new DeploymentRollback(RUN, DIGITS, Optional.of("v2 is slow")));
        assertThat(out()).isEqualTo(RUN + " round 1 begins\n");
    }

    @Test
    void goes_back_to_the_version_that_is_named() throws Exception {
        model = serving("null");
        var asked = answering(id -> new CommandAccepted(id, RUN, DIGITS, 1, Stage.DEPLOY, "round 1 begins"));

        assertThat(run("rollback", "digits", "--to", "v1")).as(err()).isZero();

        assertThat(asked.get().event()).isEqualTo(new DeploymentRollback(RUN, DIGITS, Optional.empty()));
    }

    @Test
    void names_the_versions_that_could_serve_when_there_is_none_to_go_back_to() {
        assertThat(run("rollback", "digits", "--to", "v9")).isEqualTo(1);

        assertThat(err()).contains("model digits has no version 'v9'").contains("Name one with --to: v1.");
    }

    @Test
    void takes_what_serves_out_of_production() throws Exception {
        var serving = new RunId("rzzzzzzzzzzzzzzzzzzzz");
        var asked = answering(id -> new CommandAccepted(id, serving, DIGITS, 1, Stage.DEPLOY, "round 1 begins"));

        assertThat(run("undeploy", "digits")).as(err()).isZero();

        assertThat(asked.get().event()).isEqualTo(new DeploymentRemove(serving, DIGITS, Optional.empty()));
    }

    @Test
    void has_nothing_to_take_out_of_production_while_nothing_serves() {
        model = serving("null");

        assertThat(run("undeploy", "digits")).isEqualTo(1);

        assertThat(err()).contains("nothing serves model digits");
    }

    @Test
    void lists_what_serves_and_the_models() {
        assertThat(run("serving")).as(err()).isZero();
        assertThat(out()).contains("digits  v2").contains("its evaluation");

        assertThat(run("models")).as(err()).isZero();
        assertThat(out()).contains("digits  v2").contains("succeeded");
    }

    @Test
    void cancels_a_run_and_tells_the_answer() throws Exception {
        var asked = answering(id -> new CommandAccepted(id, RUN, DIGITS, 0, Stage.TRAIN, "the training was stopped"));

        assertThat(run("cancel", "rabc", "--reason", "wrong data set"))
                .as(err())
                .isZero();

        assertThat(out()).isEqualTo(RUN + " the training was stopped\n");
        assertThat(asked.get().event()).isEqualTo(new RunCancel(RUN, DIGITS, Optional.of("wrong data set")));
        assertThat(asked.get().source()).isEqualTo(URI.create("/millrace/cli/" + System.getProperty("user.name")));
    }

    @Test
    void tells_why_it_was_refused() throws Exception {
        var asked =
                answering(id -> new CommandRejected(id, RUN, DIGITS, Stage.DEPLOY, "the run ended already: deployed"));

        assertThat(run("cancel", "rabc", "-o", "json")).isEqualTo(1);

        assertThat(err()).startsWith("error: the deployer refused: the run ended already: deployed\n");
        assertThat(document().path("error").path("code").asText()).isEqualTo("command-rejected");
        assertThat(asked.get().event()).isEqualTo(new RunCancel(RUN, DIGITS, Optional.empty()));
    }

    @Test
    void retries_from_the_stage_that_the_run_ended_in_or_from_another() throws Exception {
        var first = answering(id -> new CommandAccepted(id, RUN, DIGITS, 1, Stage.EVALUATE, "round 1 begins"));
        assertThat(run("retry", "rabc", "-o", "json")).as(err()).isZero();
        assertThat(first.get().event()).isEqualTo(new RunRetry(RUN, DIGITS, Stage.EVALUATE));
        assertThat(document().path("accepted").path("round").asInt()).isOne();

        var second = answering(id -> new CommandAccepted(id, RUN, DIGITS, 2, Stage.TRAIN, "round 2 begins"));
        assertThat(run("retry", "rabc", "--from", "train")).as(err()).isZero();
        assertThat(second.get().event()).isEqualTo(new RunRetry(RUN, DIGITS, Stage.TRAIN));
        assertThat(second.get().id()).isNotEqualTo(first.get().id());

        assertThat(run("retry", "rabc", "--from", "monitor")).isEqualTo(1);
        assertThat(err()).contains("a run cannot be retried from 'monitor'");
    }

    @Test
    void waits_for_the_end_of_the_new_round() throws Exception {
        var unused = answering(id -> {
            view = run("succeeded", 3);
            return new CommandAccepted(id, RUN, DIGITS, 3, Stage.TRAIN, "round 3 begins");
        });

        assertThat(run("retry", "rabc", "--wait", "-o", "json")).as(err()).isZero();

        assertThat(document().path("round").asInt()).isEqualTo(3);
    }

    @Test
    void does_not_take_the_end_of_an_older_round_for_that_of_the_new_one() throws Exception {
        view = run("failed", 2);
        var unused = answering(id -> new CommandAccepted(id, RUN, DIGITS, 3, Stage.TRAIN, "round 3 begins"));

        assertThat(run("retry", "rabc", "--wait", "-o", "json")).isEqualTo(1);

        assertThat(document().path("error").path("summary").asText())
                .as("it waits on, until it finds that no worker is up in this test")
                .startsWith("the deployer has ended");
    }

    @Test
    void watches_a_run_to_its_end() throws Exception {
        view = run("succeeded", 0);

        assertThat(run("watch", "rabc")).as(err()).isZero();

        assertThat(out()).isEqualTo(RUN + " succeeded http://127.0.0.1/models/digits/\n");
    }

    @Test
    void watches_a_run_that_fails_and_says_why() {
        assertThat(run("watch", "rabc", "-o", "json")).isEqualTo(1);

        assertThat(err()).contains("error: it raised\nmend it\n");
    }

    @Test
    void follows_alerts_and_tells_each_when_it_is_raised_and_when_it_is_resolved() throws Exception {
        alerts = "[" + alert("raised") + "]";
        var following = new Thread(() -> run("alerts", "--follow", "-o", "json"));
        following.start();
        await().until(() -> out().lines().count() == 1);

        alerts = "[" + alert("resolved") + "]";
        await().until(() -> out().lines().count() == 2);
        following.interrupt();
        following.join();

        assertThat(out().lines())
                .map(line -> MillraceTest.STRICT.readTree(line).path("status").asText())
                .containsExactly("raised", "resolved");
    }

    @Test
    void waits_until_a_run_is_cancelled() throws Exception {
        var unused = answering(id -> {
            view = run("cancelled", 0);
            return new CommandAccepted(id, RUN, DIGITS, 0, Stage.TRAIN, "the training was stopped");
        });

        assertThat(run("cancel", "rabc", "--wait")).as(err()).isZero();

        assertThat(out()).isEqualTo(RUN + " cancelled\n");
    }

    @Test
    void says_that_nobody_answered() throws Exception {
        assertThat(run("cancel", "rabc", "--timeout", "1", "-o", "json")).isEqualTo(1);

        assertThat(document().path("error").path("summary").asText())
                .as("the broker is up, no worker is")
                .isEqualTo("the deployer has ended, and its log has no error: was it killed?");
    }

    @Test
    void passes_on_what_the_monitor_says_of_a_start_that_fits_several() throws Exception {
        assertThat(run("cancel", "r", "-o", "json")).isEqualTo(1);

        assertThat(err()).startsWith("error: 'r' is the start of 2 runs\nIt may be: ra, rb.");
    }

    /** The next command is answered like this, as a stage would; completes with the command. */
    private static CompletableFuture<Envelope> answering(Function<String, CommandAnswer> says) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", BROKER.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(COMMANDS).stream()
                .map(info -> new TopicPartition(COMMANDS, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.endOffsets(partitions).forEach(consumer::seek);
        return CompletableFuture.supplyAsync(() -> {
            try (consumer;
                    var producer = new KafkaProducer<>(
                            Map.<String, Object>of("bootstrap.servers", BROKER.bootstrapServers()),
                            new ByteArraySerializer(),
                            new ByteArraySerializer())) {
                while (true) {
                    for (var record : consumer.poll(Duration.ofMillis(100))) {
                        if (CODEC.decode(record) instanceof Decoded.Event(var envelope)
                                && envelope.event() instanceof Command) {
                            String id = EventIds.answer(envelope.id());
                            producer.send(CODEC.encode(Envelope.first(
                                    id, URI.create("/millrace/trainer"), Instant.now(), says.apply(envelope.id()))));
                            return envelope;
                        }
                    }
                }
            }
        });
    }

    /** A run as the monitor tells it. */
    private static String run(String status, int round) {
        return """
                {"run": "%s", "model": "digits", "version": "0123abc", "status": "%s", "stage": "evaluate",
                 "startedAt": "2026-03-01T09:00:00Z", "endedAt": "2026-03-01T09:00:04Z", "stages": [],
                 "metrics": {}, "endpoint": "http://127.0.0.1/models/digits/",
                 "alerts": [{"id": "a1", "code": "c", "summary": "s", "remedy": "r", "status": "raised"}],
                 "image": null, "round": %d}"""
                .formatted(RUN, status, round);
    }

    private static String alert(String status) {
        return """
                {"id": "a1", "code": "c", "summary": "it raised", "remedy": "mend it", "status": "%s"}"""
                .formatted(status);
    }

    private static void answer(String path, int code, Supplier<String> body) {
        monitor.createContext(path, exchange -> {
            boolean isExact = exchange.getRequestURI().getPath().equals(path);
            byte[] bytes = isExact ? body.get().getBytes(UTF_8) : "{}".getBytes(UTF_8);
            exchange.sendResponseHeaders(isExact ? code : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        var console = new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
        return Millrace.run(new Context(console, BROKER.home(), folder), arguments);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }

    private JsonNode document() throws IOException {
        return MillraceTest.STRICT.readTree(out.toByteArray());
    }
}
