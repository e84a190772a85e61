package io.millrace.builder;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.builder.git.DrippingServer;
import io.millrace.builder.git.Repo;
import io.millrace.builder.git.Upstream;
import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunEnded;
import io.millrace.events.Source;
import io.millrace.events.Topic;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.millrace.worker.testing.Samples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.jgit.transport.UploadPack.RequestPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every registration that cannot be built, through one running builder, with good ones in between. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadRegistrationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String SPEC =
            "apiVersion: millrace.io/v1\nkind: ModelPipeline\nmodel: %s\ntrain: {command: [python3, train.py]}\n";
    private static final String BOMB =
            """
            a: &a [x, x, x, x, x, x, x, x, x, x]
            b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
            c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
            d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
            e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
            f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
            g: [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
            """;

    @TempDir
    Path temp;

    @Inject
    HomeConfig home;

    private final Pipeline pipeline = new Pipeline();

    /** The code of the alert by the model that is registered. */
    private final Map<String, String> expected = new LinkedHashMap<>();

    private Upstream upstream;
    private DrippingServer dripping;
    private int good;

    @BeforeEach
    void serve() throws Exception {
        repository("upstream", repo -> {});
        upstream = new Upstream(temp.resolve("upstream"), RequestPolicy.ADVERTISED);
        dripping = new DrippingServer("HTTP/1.1 200 OK\r\nX-Long: ");
    }

    @AfterEach
    void close() throws IOException {
        dripping.close();
        upstream.close();
        pipeline.close();
    }

    @Test
    void each_ends_with_one_alert_and_disturbs_no_other() throws Exception {
        addresses();
        repositories();
        specs();
        records();
        register("good-at-last", repository("good-at-last", repo -> {}));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(codes()).containsExactlyInAnyOrderEntriesOf(expected));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(built()).isEqualTo(good + 1));
        assertThat(endings()).allSatisfy((model, result) -> assertThat(result).isEqualTo(RunEnded.Result.FAILED));
        assertThat(alerts(expected.keySet()))
                .allSatisfy((model, alert) -> assertThat(alert.failure().summary())
                        .doesNotContain("geheim")
                        .doesNotContain("root:"));
        await().untilAsserted(
                        () -> assertThat(home.home().resolve("cache/builds")).isEmptyDirectory());
        get("/q/health/live").then().statusCode(200);
    }

    private void addresses() throws Exception {
        bad("no-repository", upstream.url("missing.git"), "git-repository-not-found");
        bad("no-server", "http://127.0.0.1:1/model.git", "git-unreachable");
        bad("silent", upstream.url("silent.git"), "git-unreachable");
        bad("dripping", dripping.url("http"), "git-timeout");
        bad("moved", upstream.url("moved.git"), "git-redirected");
        bad("locked", upstream.url("secret.git"), "git-access-denied");
        bad("credentials", "https://user:geheim@git.example.org/m.git", "git-url-refused");
        bad("option", "--upload-pack=touch /tmp/owned", "git-url-refused");
        bad("option-as-host", "ssh://-oProxyCommand=touch/m.git", "git-url-refused");
        bad("program", "ext::sh -c touch% /tmp/owned", "git-url-refused");
        bad("path", "/etc/passwd", "git-url-refused");
        bad("file", "file:///etc/passwd", "git-repository-not-found");
        bad("folder", "file:///etc", "git-repository-not-found");
        bad("climbing-path", source(upstream.url("model.git"), "../.."), "source-path-refused");
        bad("unknown-kind", new Source.Unknown("s3"), "unsupported-source");
    }

    private void repositories() throws Exception {
        bad("link-out", repo -> link(repo, "data", "/etc/passwd"), "link-refused");
        bad("link-up", repo -> link(repo, "data", "../../etc/passwd"), "link-refused");
        bad("large-file", repo -> Files.write(repo.resolve("model.bin"), new byte[1_000_001]), "source-too-large");
        bad("large-pack", repo -> Files.write(repo.resolve("noise.bin"), noise()), "source-too-large");
        bad("odd-name", repo -> Files.writeString(repo.resolve("a\nb"), "x"), "file-name-refused");
        bad("no-spec", repo -> Files.delete(repo.resolve("millrace.yaml")), "spec-missing");
        bad("spec-is-a-link", BadRegistrationsTest::linkedSpec, "spec-missing");
    }

    private void specs() throws Exception {
        bad("wrong-types", repo -> spec(repo, SPEC.formatted("wrong-types") + "deploy: 5\n"), "spec-invalid");
        bad("unknown-key", repo -> spec(repo, SPEC.formatted("unknown-key") + "deplyo: {}\n"), "spec-invalid");
        bad("alias-bomb", repo -> spec(repo, BOMB), "spec-invalid");
        bad("deep-spec", repo -> spec(repo, "[".repeat(10_000)), "spec-invalid");
        bad("no-yaml", repo -> spec(repo, "\t{"), "spec-invalid");
        bad("long-spec", repo -> spec(repo, "#".repeat(300_000)), "source-too-large");
        bad("not-text", repo -> Files.write(repo.resolve("millrace.yaml"), new byte[] {-1, -2}), "source-not-utf8");
        bad("another-model", repo -> spec(repo, SPEC.formatted("other")), "model-mismatch");
    }

    private void records() {
        record("no-json", "<xml/>");
        record("climbing-name", registration("../../etc/passwd"));
        record("long-name", registration("m".repeat(300)));
        record("control-name", registration("a\\u0000\\u001b[2J"));
    }

    private static String registration(String model) {
        return "{\"model\": \"" + model + "\", \"source\": {\"kind\": \"git\", \"url\": \"https://x.example/m\"}}";
    }

    /** A registration whose data is something else. */
    private void record(String key, String json) {
        var source = new Source.Git("https://x.example/m", Optional.empty(), Optional.empty());
        var encoded = pipeline.codec().encode(envelope(key, source));
        pipeline.write(new ProducerRecord<>(
                encoded.topic(), null, encoded.key(), json.getBytes(StandardCharsets.UTF_8), encoded.headers()));
        expected.put(key, "invalid-event");
    }

    private void bad(String model, Change change, String code) throws Exception {
        bad(model, repository(model, change), code);
    }

    private void bad(String model, String url, String code) throws Exception {
        bad(model, new Source.Git(url, Optional.empty(), Optional.empty()), code);
    }

    private void bad(String model, Source source, String code) throws Exception {
        pipeline.publish(envelope(model, source));
        expected.put(model, code);
        if (expected.size() % 8 == 0) {
            String between = "good-" + ++good;
            register(between, repository(between, repo -> {}));
        }
    }

    private void register(String model, String url) {
        pipeline.publish(envelope(model, new Source.Git(url, Optional.empty(), Optional.empty())));
    }

    private static Source source(String url, String path) {
        return new Source.Git(url, Optional.empty(), Optional.of(path));
    }

    private static Envelope envelope(String model, Source source) {
        var registered = new ModelRegistered(new ModelName(model), Optional.empty(), source, Optional.empty());
        return Envelope.first("bad-" + model, Samples.TEST, Instant.EPOCH, registered);
    }

    private interface Change {
        void to(Path repository) throws IOException;
    }

    /** A good repository after a change; its address. */
    private String repository(String model, Change change) throws Exception {
        try (var repo = new Repo(temp.resolve(model))) {
            repo.write("millrace.yaml", SPEC.formatted(model)).write("train.py", "print(1)");
            change.to(temp.resolve(model));
            repo.commit("First");
            return repo.url();
        }
    }

    private static void spec(Path repository, String text) throws IOException {
        Files.writeString(repository.resolve("millrace.yaml"), text);
    }

    private static void link(Path repository, String name, String target) throws IOException {
        Files.createSymbolicLink(repository.resolve(name), Path.of(target));
    }

    private static void linkedSpec(Path repository) throws IOException {
        Files.delete(repository.resolve("millrace.yaml"));
        link(repository, "millrace.yaml", "/etc/passwd");
    }

    private static byte[] noise() {
        byte[] noise = new byte[5_000_000];
        new Random(7).nextBytes(noise);
        return noise;
    }

    /** Of all alerts that were ever raised for these models: one each, or this throws. */
    private Map<String, AlertRaised> alerts(Collection<String> models) {
        return pipeline.envelopes(Topic.ALERTS).stream()
                .map(Envelope::event)
                .filter(AlertRaised.class::isInstance)
                .map(AlertRaised.class::cast)
                .filter(alert -> models.contains(alert.key()) || alert.key().startsWith("good-"))
                .collect(Collectors.toMap(AlertRaised::key, alert -> alert));
    }

    private Map<String, String> codes() {
        var codes = new TreeMap<String, String>();
        alerts(expected.keySet())
                .forEach((model, alert) -> codes.put(model, alert.failure().code()));
        return codes;
    }

    private Map<String, RunEnded.Result> endings() {
        return pipeline.envelopes(Topic.RUN_ENDED).stream()
                .filter(envelope -> expected.containsKey(envelope.event().key()))
                .collect(Collectors.toMap(
                        envelope -> envelope.event().key(), envelope -> ((RunEnded) envelope.event()).result()));
    }

    private long built() {
        return pipeline.envelopes(Topic.IMAGE_BUILT).stream()
                .map(Envelope::event)
                .filter(event -> event instanceof ImageBuilt && event.key().startsWith("good-"))
                .count();
    }
}
