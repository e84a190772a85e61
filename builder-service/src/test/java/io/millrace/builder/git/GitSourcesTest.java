package io.millrace.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.builder.Settings;
import io.millrace.builder.source.Commit;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.Hosts;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.TreeEntry;
import io.millrace.events.Failure;
import io.millrace.worker.NeighbourUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.UploadPack.RequestPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GitSourcesTest {
    private static final GitUrl.Rules OPEN = new GitUrl.Rules(true, true);
    private static final Map<String, String> LOCAL = Map.of("builder.git.allow-private-hosts", "true");

    @TempDir
    Path temp;

    private Repo repo;
    private String first;
    private String second;
    private int fetches;

    @BeforeEach
    void commit() throws IOException, GitAPIException {
        repo = new Repo(temp.resolve("repo"));
        first = repo.write("train.py", "1").commit("First");
        repo.git()
                .tag()
                .setName("v1")
                .setAnnotated(true)
                .setMessage("One")
                .setSigned(false)
                .call();
        second = repo.write("train.py", "22")
                .write("models/digits/data/a.csv", "a")
                .commit("Second");
    }

    @AfterEach
    void close() {
        repo.close();
    }

    @Nested
    class A_repository_on_this_disk {

        @Test
        void gives_the_default_branch() throws Exception {
            try (Commit commit = fetch(repo.url(), Optional.empty())) {
                assertThat(commit.id()).isEqualTo(second);
                assertThat(commit.text("train.py", 100)).contains("22");
            }
        }

        @Test
        void gives_a_branch_a_tag_and_a_commit() throws Exception {
            assertThat(idOf("main")).isEqualTo(second);
            assertThat(idOf("v1")).isEqualTo(first);
            assertThat(idOf(first)).isEqualTo(first);
            assertThat(idOf(second.substring(0, 8))).isEqualTo(second);
        }

        private String idOf(String revision) throws Exception {
            try (Commit commit = fetch(repo.url(), Optional.of(revision))) {
                return commit.id();
            }
        }

        @Test
        void lists_a_folder_with_sizes_modes_and_kinds() throws Exception {
            repo.write("models/digits/run.sh", "#!/bin/sh\n");
            repo.folder().resolve("models/digits/run.sh").toFile().setExecutable(true);
            Files.createSymbolicLink(repo.folder().resolve("models/digits/link"), Path.of("data/a.csv"));
            repo.commit("Third");

            try (Commit commit = fetch(repo.url(), Optional.empty())) {
                List<TreeEntry> entries = commit.below(new ModelFolder("models/digits"));

                assertThat(entries)
                        .anySatisfy(entry -> assertThat(entry)
                                .isInstanceOfSatisfying(TreeEntry.File.class, file -> assertThat(file.toString())
                                        .contains("data/a.csv", "executable=false", "bytes=1")))
                        .anySatisfy(entry -> assertThat(entry)
                                .isInstanceOfSatisfying(TreeEntry.File.class, file -> assertThat(file.toString())
                                        .contains("run.sh", "executable=true")))
                        .contains(new TreeEntry.Link("link", "data/a.csv"))
                        .hasSize(3);
            }
        }

        @Test
        void fetches_one_commit_and_not_its_history() throws Exception {
            Path folder = Files.createDirectory(temp.resolve("shallow"));

            sources(LOCAL)
                    .fetch(GitUrl.of(repo.url(), OPEN), Optional.empty(), folder)
                    .close();

            assertThat(folder.resolve("git/shallow")).hasContent(second);
        }

        @Test
        void is_told_apart_from_none() {
            assertThat(refused(temp.resolve("nothing").toUri().toString(), Optional.empty())
                            .code())
                    .isEqualTo("git-repository-not-found");
        }

        @Test
        void has_no_commit_that_nobody_pushed() {
            Failure failure = refused(repo.url(), Optional.of("c".repeat(40)));

            assertThat(failure.code()).isEqualTo("git-ref-not-found");
            assertThat(failure.summary()).contains("c".repeat(40));
        }

        @Test
        void has_no_folder_of_that_name() throws Exception {
            try (Commit commit = fetch(repo.url(), Optional.empty())) {
                var refused = catchThrowableOfType(
                        SourceRefused.class, () -> commit.below(new ModelFolder("models/nothing")));

                assertThat(refused.failure().code()).isEqualTo("source-path-not-found");
            }
        }

        @Test
        void does_not_pass_off_a_pointer_of_lfs_as_the_file() throws Exception {
            repo.write("model.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n")
                    .commit("LFS");

            try (Commit commit = fetch(repo.url(), Optional.empty())) {
                var file = (TreeEntry.File) commit.below(new ModelFolder("")).stream()
                        .filter(entry -> entry.path().equals("model.bin"))
                        .findFirst()
                        .orElseThrow();
                var refused = catchThrowableOfType(SourceRefused.class, () -> commit.copy(file, temp.resolve("copy")));

                assertThat(refused.failure().code()).isEqualTo("git-lfs-not-supported");
            }
        }
    }

    @Nested
    class A_server {
        private Upstream upstream;

        @BeforeEach
        void serve() throws IOException {
            upstream = new Upstream(repo.folder(), RequestPolicy.ADVERTISED);
        }

        @AfterEach
        void close() {
            upstream.close();
        }

        @Test
        void gives_a_branch_over_http() throws Exception {
            try (Commit commit = fetch(upstream.url("model.git"), Optional.of("main"))) {
                assertThat(commit.id()).isEqualTo(second);
            }
        }

        @Test
        void gives_a_commit_even_where_it_hands_out_none_by_id() throws Exception {
            repo.git().tagDelete().setTags("v1").call();

            try (Commit commit = fetch(upstream.url("model.git"), Optional.of(first))) {
                assertThat(commit.id()).isEqualTo(first);
                assertThat(commit.text("train.py", 100)).contains("1");
            }
        }

        @Test
        void names_the_revision_that_it_does_not_have() {
            Failure failure = refused(upstream.url("model.git"), Optional.of("mian"));

            assertThat(failure.code()).isEqualTo("git-ref-not-found");
            assertThat(failure.summary()).contains("'mian'");
            assertThat(failure.remedy()).contains("'main'");
        }

        @Test
        void says_that_there_is_no_such_repository() {
            assertThat(refused(upstream.url("missing.git"), Optional.empty()).code())
                    .isEqualTo("git-repository-not-found");
        }

        @Test
        void does_not_let_us_in() {
            assertThat(refused(upstream.url("secret.git"), Optional.empty()).code())
                    .isEqualTo("git-access-denied");
        }

        @Test
        void is_not_followed_elsewhere() {
            Failure failure = refused(upstream.url("moved.git"), Optional.empty());

            assertThat(failure.code()).isEqualTo("git-redirected");
            assertThat(failure.summary()).contains(upstream.url("model.git"));
        }

        @Test
        void is_asked_again_later_when_it_has_trouble() {
            Failure failure = unavailable(upstream.url("broken.git"), LOCAL);

            assertThat(failure.kind()).isEqualTo(Failure.Kind.TRANSIENT);
            assertThat(failure.code()).isEqualTo("git-unreachable");
            assertThat(failure.summary()).contains("503");
        }

        @Test
        void is_asked_again_later_when_it_is_silent() {
            Failure failure = unavailable(upstream.url("silent.git"), with("builder.git.silence", "PT1S"));

            assertThat(failure.code()).isEqualTo("git-unreachable");
            assertThat(failure.summary()).contains("silent");
        }

        @Test
        void may_not_send_more_than_is_allowed() throws Exception {
            repo.write("noise.txt", noise(50_000)).commit("Noise");

            var refused = catchThrowableOfType(
                    SourceRefused.class,
                    () -> fetch(upstream.url("model.git"), Optional.empty(), with("builder.git.max-bytes", "20000")));

            assertThat(refused.failure().code()).isEqualTo("source-too-large");
        }

        @Test
        void may_not_take_longer_than_is_allowed() {
            Failure failure = unavailable(upstream.url("model.git"), with("builder.git.timeout", "PT0.000001S"));

            assertThat(failure.kind()).isEqualTo(Failure.Kind.TIMEOUT);
            assertThat(failure.code()).isEqualTo("git-timeout");
        }

        @Test
        void is_not_reached_at_a_private_address() {
            var refused = catchThrowableOfType(
                    SourceRefused.class, () -> fetch(upstream.url("model.git"), Optional.empty(), Map.of()));

            assertThat(refused.failure().code()).isEqualTo("host-not-public");
        }
    }

    @Test
    void nobody_answers() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Failure failure = unavailable("http://127.0.0.1:" + port + "/model.git", LOCAL);

        assertThat(failure.code()).isEqualTo("git-unreachable");
    }

    @Test
    void a_host_is_not_known() {
        Failure failure = unavailable("https://git.example.invalid/model.git", Map.of());

        assertThat(failure.code()).isEqualTo("git-unreachable");
        assertThat(failure.summary()).contains("its host is not known");
    }

    private static String noise(int chars) {
        var noise = new StringBuilder();
        var random = new java.util.Random(7);
        random.ints(chars, ' ', '~').forEach(noise::appendCodePoint);
        return noise.toString();
    }

    private static Map<String, String> with(String key, String value) {
        var settings = new HashMap<>(LOCAL);
        settings.put(key, value);
        return settings;
    }

    private Failure refused(String url, Optional<String> revision) {
        return catchThrowableOfType(SourceRefused.class, () -> fetch(url, revision))
                .failure();
    }

    private Failure unavailable(String url, Map<String, String> settings) {
        return catchThrowableOfType(NeighbourUnavailable.class, () -> fetch(url, Optional.empty(), settings))
                .failure();
    }

    private Commit fetch(String url, Optional<String> revision) throws IOException, InterruptedException {
        return fetch(url, revision, LOCAL);
    }

    private Commit fetch(String url, Optional<String> revision, Map<String, String> settings)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectory(temp.resolve("fetch-" + fetches++));
        return sources(settings).fetch(GitUrl.of(url, OPEN), revision, folder);
    }

    private static GitSources sources(Map<String, String> settings) {
        return new GitSources(Settings.builder(settings), new Hosts(InetAddress::getAllByName));
    }
}
