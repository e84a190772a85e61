package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A repository of which a Git host tells the builder. */
final class PushedRepository {
    private static final String SECRET = "a secret between the two of them";
    private static final String PUSH =
            """
            {"ref": "refs/heads/main", "before": "%s", "after": "%s", "forced": false,
             "repository": {"full_name": "acme/%s"}, "head_commit": null, "commits": []}
            """;

    private final String model;
    private final Repository repository;

    private PushedRepository(String model, Repository repository) {
        this.model = model;
        this.repository = repository;
    }

    /** The repository, and what the builder has to know of it before it is started. */
    static PushedRepository of(String model, Path folder, Path home) throws Exception {
        Repository repository = Repository.of(CommandLine.sample("digits"), folder.resolve(model));
        repository.change("millrace.yaml", "model: digits", "model: " + model);
        Path secret = Files.writeString(folder.resolve(model + ".secret"), SECRET);
        String key = "millrace.webhooks.models." + model;
        Files.createDirectories(home);
        Files.writeString(
                home.resolve("builder.properties"),
                String.join(
                        "\n",
                        "millrace.webhooks.github.secret-files=" + secret,
                        key + ".host=github",
                        key + ".repository=acme/" + model,
                        key + ".url=" + repository.url(),
                        ""));
        return new PushedRepository(model, repository);
    }

    /**
     * Tells of a push of all that is there.
     *
     * @return the run that it starts
     */
    String deliver(int port) throws Exception {
        String body = PUSH.formatted("0".repeat(40), repository.head(), model);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/github"))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", "sha256=" + signature)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return new ObjectMapper()
                .readTree(answer.body())
                .get("runs")
                .get(0)
                .get("run")
                .asText();
    }
}
