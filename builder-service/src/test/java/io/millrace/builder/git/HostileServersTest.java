package io.millrace.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.millrace.builder.Settings;
import io.millrace.builder.source.Commit;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.Hosts;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.Selection;
import io.millrace.builder.source.SourceRefused;
import io.millrace.events.Failure;
import io.millrace.worker.NeighbourUnavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.transport.UploadPack.RequestPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and repositories that mean no good: each ends in one precise failure, in time and in bounded memory. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostileServersTest {
    private static final GitUrl.Rules OPEN = new GitUrl.Rules(true, true);
    private static final int MIB = 1 << 20;

    @TempDir
    Path temp;

    private Repo repo;
    private Upstream upstream;
    private int fetches;

    @BeforeEach
    void serve() throws Exception {
        repo = new Repo(temp.resolve("repo"));
        repo.write("train.py", "1").commit("First");
        upstream = new Upstream(repo.folder(), RequestPolicy.ADVERTISED);
    }

    @AfterEach
    void close() {
        upstream.close();
        repo.close();
    }

    @Test
    void one_that_sends_a_byte_of_its_headers_now_and_then_is_left_when_the_time_is_over() throws Exception {
        try (var dripping = new DrippingServer("HTTP/1.1 200 OK\r\nX-Long: ")) {
            Instant start = Instant.now();

            Failure failure = failure(dripping.url("http"), Map.of("builder.git.timeout", "PT1.5S"));

            assertThat(failure.code()).isEqualTo("git-timeout");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "ssh"})
    void one_that_says_nothing_is_left(String scheme) throws Exception {
        try (var silent = new DrippingServer("")) {
            Instant start = Instant.now();

            Failure failure = failure(silent.url(scheme), Map.of("builder.git.timeout", "PT3S"));

            assertThat(failure.code()).isIn("git-unreachable", "git-timeout");
            assertThat(failure.kind()).isIn(Failure.Kind.TRANSIENT, Failure.Kind.TIMEOUT);
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(12));
        }
    }

    @Test
    void one_of_plain_files_that_names_another_server_is_not_followed() throws Exception {
        try (var other = new Upstream(repo.folder(), RequestPolicy.ADVERTISED)) {
            var asked = new AtomicInteger();
            other.serve("objects", exchange -> {
                asked.incrementAndGet();
                Upstream.answer(exchange, 404, "");
            });
            upstream.serve("plain.git", plainFiles(other.url("objects")));

            Failure failure = failure(upstream.url("plain.git"), Map.of());

            assertThat(failure.code()).isEqualTo("git-redirected");
            assertThat(failure.summary()).contains(other.url("objects"));
            assertThat(asked).hasValue(0);
        }
    }

    private static HttpHandler plainFiles(String elsewhere) {
        return exchange -> {
            String path = exchange.getRequestURI().getPath();
            switch (path.substring("/plain.git/".length())) {
                case "info/refs" -> Upstream.answer(exchange, 200, "ab".repeat(20) + "\trefs/heads/main\n");
                case "HEAD" -> Upstream.answer(exchange, 200, "ref: refs/heads/main\n");
                case "objects/info/http-alternates" -> Upstream.answer(exchange, 200, elsewhere + "\n");
                default -> Upstream.answer(exchange, 404, "");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void one_that_never_stops_naming_branches_is_left_before_memory_is_full(boolean packed) {
        upstream.serve("endless.git", exchange -> names(exchange, packed));

        Failure failure = failure(upstream.url("endless.git"), Map.of());

        assertThat(failure.code()).isEqualTo("source-too-large");
        assertThat(failure.summary()).contains("names more branches and tags than the builder reads (16 MiB)");
    }

    private static void names(HttpExchange exchange, boolean packed) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-advertisement");
        if (packed) {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream raw = exchange.getResponseBody();
        OutputStream out = packed ? new GZIPOutputStream(raw) : raw;
        out.write("001e# service=git-upload-pack\n0000".getBytes(StandardCharsets.US_ASCII));
        for (int i = 1_000_000_000; ; i++) { // until nobody reads any more
            out.write(("0043" + "ab".repeat(20) + " refs/heads/" + i + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void a_folder_that_unpacks_to_more_than_memory_takes_is_not_taken_in() throws Exception {
        ObjectId file = insert(Constants.OBJ_BLOB, new byte[1]);
        var folder = new TreeFormatter();
        for (int i = 10_000; i < 70_000; i++) {
            folder.append("f" + i, FileMode.REGULAR_FILE, file);
        }
        repo.point("main", repo.commitOf(insert(Constants.OBJ_TREE, folder.toByteArray())));

        assertThat(failure(upstream.url("model.git"), Map.of("builder.git.max-object-bytes", "" + MIB)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("source-too-large"))
                .satisfies(failure -> assertThat(failure.summary())
                        .contains("holds a folder, commit or difference of more than 1.0 MiB"));
    }

    @Test
    void files_that_are_told_as_differences_are_bounded_and_others_are_not() throws Exception {
        byte[] noise = new byte[3 * MIB];
        new Random(7).nextBytes(noise);
        write("data/a.bin", noise);
        repo.commit("A large file");
        Map<String, String> bounded = Map.of("builder.git.max-object-bytes", "" + MIB);
        try (Commit commit = fetch(upstream.url("model.git"), bounded)) {
            assertThat(commit.below(new ModelFolder("data"))).hasSize(1);
        }

        byte[] similar = Arrays.copyOf(noise, noise.length + 1);
        write("data/b.bin", similar);
        repo.commit("One like it");

        assertThat(failure(upstream.url("model.git"), bounded).code()).isEqualTo("source-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".git", "a/b", ""})
    void a_folder_with_a_name_that_git_forbids_is_not_taken_in(String name) throws Exception {
        ObjectId file = insert(Constants.OBJ_BLOB, new byte[1]);
        byte[] entry = ("100644 " + name + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] tree = Arrays.copyOf(entry, entry.length + 20);
        file.copyRawTo(tree, entry.length);
        repo.point("main", repo.commitOf(insert(Constants.OBJ_TREE, tree)));

        assertThat(failure(upstream.url("model.git"), Map.of()).code()).isEqualTo("git-repository-broken");
    }

    @Test
    void a_repository_on_this_disk_is_bounded_as_well() throws Exception {
        byte[] noise = new byte[MIB];
        new Random(7).nextBytes(noise);
        write("noise.bin", noise);
        repo.commit("Noise");

        assertThat(failure(repo.url(), Map.of("builder.git.max-bytes", "100000"))
                        .code())
                .isEqualTo("source-too-large");
    }

    @Test
    void a_link_longer_than_any_path_leads_nowhere() throws Exception {
        ObjectId target = insert(Constants.OBJ_BLOB, "a/".repeat(50_000).getBytes(StandardCharsets.UTF_8));
        var folder = new TreeFormatter();
        folder.append("link", FileMode.SYMLINK, target);
        repo.point("main", repo.commitOf(insert(Constants.OBJ_TREE, folder.toByteArray())));

        try (Commit commit = fetch(upstream.url("model.git"), Map.of())) {
            var entries = commit.below(new ModelFolder(""));
            var limits = new Selection.Limits(10, 1000, 1000);

            var refused = (SourceRefused) catchThrowable(() -> new Selection(limits).of(entries, List.of("**")));

            assertThat(refused.failure().code()).isEqualTo("link-refused");
            assertThat(refused.failure().summary()).hasSizeLessThan(500);
        }
    }

    private ObjectId insert(int type, byte[] content) throws IOException {
        return repo.insert(type, content);
    }

    private void write(String path, byte[] content) throws IOException {
        Path file = repo.folder().resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private Failure failure(String url, Map<String, String> settings) {
        return switch (catchThrowable(() -> fetch(url, settings).close())) {
            case SourceRefused refused -> refused.failure();
            case NeighbourUnavailable unavailable -> unavailable.failure();
            case null -> throw new AssertionError("nothing was wrong with " + url);
            case Throwable other -> throw new AssertionError("not told as a failure", other);
        };
    }

    private Commit fetch(String url, Map<String, String> settings) throws IOException, InterruptedException {
        var all = new HashMap<>(Map.of(
                "builder.git.allow-private-hosts", "true",
                "builder.git.silence", "PT1S",
                "builder.git.timeout", "PT30S"));
        all.putAll(settings);
        Path folder = Files.createDirectory(temp.resolve("fetch-" + fetches++));
        return new GitSources(Settings.builder(all), new Hosts(InetAddress::getAllByName))
                .fetch(GitUrl.of(url, OPEN), Optional.empty(), folder);
    }
}
