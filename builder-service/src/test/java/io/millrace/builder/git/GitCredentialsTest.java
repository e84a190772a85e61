package io.millrace.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.builder.Settings;
import io.millrace.builder.source.Commit;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.Hosts;
import io.millrace.builder.source.SourceRefused;
import io.millrace.events.Failure;
import io.millrace.worker.NeighbourUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.transport.UploadPack.RequestPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Private repositories, on a real server that asks for a password. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class GitCredentialsTest {
    private static final String PASSWORD = "p+ss:w@rd";
    private static final String ENCODED = "p+ss:w%40rd";

    @TempDir
    Path temp;

    private Repo repo;
    private Upstream upstream;
    private String commit;
    private int fetches;

    @BeforeEach
    void serve() throws Exception {
        repo = new Repo(temp.resolve("repo"));
        commit = repo.write("train.py", "1").commit("First");
        upstream = new Upstream(repo.folder(), RequestPolicy.ADVERTISED);
        upstream.serveInPrivate("builder", PASSWORD);
    }

    @AfterEach
    void close() {
        upstream.close();
        repo.close();
    }

    private Commit fetch(String url, String... lines) throws IOException, InterruptedException {
        Path file = Files.write(temp.resolve("credentials"), List.of(lines));
        var config = Settings.builder(Map.of(
                "builder.git.allow-private-hosts", "true",
                "builder.git.allow-http", "true",
                "builder.git.credentials-file", file.toString()));
        Path folder = Files.createDirectories(temp.resolve("work-" + fetches++));
        return new GitSources(config, new Hosts(InetAddress::getAllByName))
                .fetch(GitUrl.of(url, new GitUrl.Rules(true, false)), Optional.empty(), folder);
    }

    private String server(String user, String password) {
        return upstream.url("").replace("http://", "http://" + user + ":" + password + "@");
    }

    @Test
    void are_given_to_the_server_that_they_are_for() throws Exception {
        try (Commit fetched = fetch(
                upstream.url("private.git"),
                "# of the team",
                "https://other:secret@git.example.org",
                server("builder", ENCODED))) {
            assertThat(fetched.id()).isEqualTo(commit);
        }
    }

    @Test
    void that_are_wrong_let_nobody_in() {
        Failure failure = catchThrowableOfType(
                        SourceRefused.class, () -> fetch(upstream.url("private.git"), server("builder", "guessed")))
                .failure();

        assertThat(failure.code()).isEqualTo("git-access-denied");
        assertThat(failure.remedy()).contains("builder.git.credentials-file");
        assertThat(failure.toString()).doesNotContain("guessed");
    }

    @Test
    void are_not_given_to_another_server_that_asks_for_them() throws Exception {
        try (var other = new Upstream(repo.folder(), RequestPolicy.ADVERTISED)) {
            var given = new CopyOnWriteArrayList<String>();
            other.serve("asking.git", exchange -> {
                given.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                Upstream.answer(exchange, 401, "");
            });

            var refused = catchThrowableOfType(
                    SourceRefused.class, () -> fetch(other.url("asking.git"), server("builder", ENCODED)));

            assertThat(refused.failure().code()).isEqualTo("git-access-denied");
            assertThat(given).isEmpty();
        }
    }

    @Test
    void never_go_over_the_network_without_encryption() {
        var unusable = catchThrowableOfType(
                NeighbourUnavailable.class,
                () -> fetch("http://git.example.org/model.git", "http://builder:" + ENCODED + "@git.example.org"));

        assertThat(unusable.failure().summary())
                .contains("line 1", "without encryption")
                .doesNotContain("ss:w");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "builder:secret",
                "https://git.example.org",
                "https://builder@git.example.org",
                "ftp://builder:secret@git.example.org",
                "https://builder:secret@git.example.org/team",
                "https://builder:se cret@git.example.org"
            })
    void in_a_line_that_cannot_be_read_are_told_by_its_number_alone(String line) {
        var unusable = catchThrowableOfType(
                NeighbourUnavailable.class, () -> fetch(upstream.url("private.git"), "# first", line));

        assertThat(unusable.failure().code()).isEqualTo("git-credentials-unusable");
        assertThat(unusable.failure().summary())
                .contains("line 2", "https://user:password@host")
                .doesNotContain("secret");
    }

    @Test
    void that_are_not_there_are_waited_for() {
        var config = Settings.builder(
                Map.of("builder.git.allow-private-hosts", "true", "builder.git.credentials-file", "/no/such/file"));
        GitUrl url = GitUrl.of("https://127.0.0.1/model.git", new GitUrl.Rules(false, false));

        var unusable = catchThrowableOfType(
                NeighbourUnavailable.class, () -> new GitSources(config, new Hosts(InetAddress::getAllByName))
                        .fetch(url, Optional.empty(), temp.resolve("work")));

        assertThat(unusable.failure().summary()).contains("/no/such/file");
    }
}
