package io.millrace.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.builder.Settings;
import io.millrace.builder.source.Commit;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.Hosts;
import io.millrace.builder.source.SourceRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GitOverSshTest {
    @TempDir
    Path temp;

    private SshUpstream upstream;
    private String head;

    @BeforeEach
    void serve() throws Exception {
        try (var repo = new Repo(temp.resolve("repo"))) {
            head = repo.write("train.py", "1").commit("First");
        }
        upstream = new SshUpstream(temp.resolve("repo"));
    }

    @AfterEach
    void close() throws IOException {
        upstream.close();
    }

    @Test
    void gives_a_commit_to_a_key_that_it_knows() throws Exception {
        try (Commit commit = fetch(upstream.key(temp), upstream.knownHosts(temp))) {
            assertThat(commit.id()).isEqualTo(head);
        }
    }

    @Test
    void does_not_let_a_strangers_key_in() throws Exception {
        assertThat(refusal(upstream.strangersKey(temp), upstream.knownHosts(temp)))
                .isEqualTo("git-access-denied");
    }

    @Test
    void is_not_trusted_with_another_host_key_than_the_known_one() throws Exception {
        assertThat(refusal(upstream.key(temp), upstream.otherKnownHosts(temp))).isEqualTo("git-access-denied");
    }

    @Test
    void is_not_trusted_when_nobody_listed_its_host_key() throws Exception {
        Path nobody = Files.createFile(temp.resolve("nobody"));

        assertThat(refusal(upstream.key(temp), nobody)).isEqualTo("git-access-denied");
        assertThat(nobody).isEmptyFile();
    }

    private String refusal(Path key, Path knownHosts) {
        return catchThrowableOfType(SourceRefused.class, () -> fetch(key, knownHosts))
                .failure()
                .code();
    }

    private Commit fetch(Path key, Path knownHosts) throws IOException, InterruptedException {
        var settings = Settings.builder(Map.of(
                "builder.git.allow-private-hosts", "true",
                "builder.git.ssh.key", key.toString(),
                "builder.git.ssh.known-hosts", knownHosts.toString()));
        var url = GitUrl.of(upstream.url(), new GitUrl.Rules(false, false));
        return new GitSources(settings, new Hosts(InetAddress::getAllByName))
                .fetch(url, Optional.empty(), Files.createDirectory(temp.resolve("fetch")));
    }
}
