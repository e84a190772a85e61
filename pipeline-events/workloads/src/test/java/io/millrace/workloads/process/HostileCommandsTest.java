package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadRefused;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.folder.ArtifactFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that take more than they may, and what they leave in their folders. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class HostileCommandsTest {
    @TempDir
    Path home;

    private Place place;

    @BeforeEach
    void open() throws IOException {
        place = new Place(home);
    }

    @AfterEach
    void close() {
        place.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$TMPDIR", "$HOME", ".", "$MILLRACE_OUTPUT/.."})
    void what_is_written_anywhere_in_its_folders_counts(String where) throws InterruptedException {
        String script = "cd " + where + "; for i in 1 2 3 4 5 6; do head -c 900000 /dev/zero > $i; done; sleep 60";

        assertThat(place.run(place.sh(script))).isEqualTo(new WorkloadEnd.QuotaExceeded("folders", 4 << 20));
    }

    @Test
    void an_output_nested_deeper_than_paths_reach_is_refused_and_removed() throws Exception {
        WorkloadRequest request = place.job(
                Duration.ofSeconds(30),
                "python3",
                "-c",
                "import os\nos.chdir(os.environ['MILLRACE_OUTPUT'])\n"
                        + "for i in range(100): os.mkdir('d' * 100); os.chdir('d' * 100)");

        assertThat(place.run(request))
                .isInstanceOfSatisfying(WorkloadEnd.OutputRefused.class, end -> assertThat(end.reason())
                        .contains("is nested deeper than a path can tell"));
        place.workloads.conclude(request.name());
        assertThat(place.folder(request).path()).doesNotExist();
        assertThat(home.resolve("workloads")).isDirectoryNotContaining("glob:**/.train*");
    }

    @Test
    void an_argument_longer_than_the_system_takes_is_refused() {
        WorkloadRequest request = place.job(Duration.ofSeconds(30), "echo", "\uD83D\uDE00".repeat(30_000));

        assertThatThrownBy(() -> place.workloads.submit(request))
                .isInstanceOfSatisfying(
                        WorkloadRefused.class,
                        refused -> assertThat(refused.failure().code()).isEqualTo("command-invalid"));
    }

    /** The figures that a worker has by default, in less memory than any worker has. */
    @Test
    void who_prints_for_ever_does_not_fill_the_memory_of_who_listens() throws Exception {
        Process listening = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Listening.class.getName(),
                        home.toString())
                .redirectErrorStream(true)
                .start();

        String told = new String(listening.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(listening.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told)
                .contains("one long line: QuotaExceeded[what=log, limitBytes=67108864]")
                .contains("lines: QuotaExceeded[what=log, limitBytes=67108864]")
                .contains("a large result: QuotaExceeded[what=result file, limitBytes=262144]");
    }

    /** A worker of its own, with little memory. */
    static final class Listening {
        private Listening() {}

        public static void main(String[] arguments) throws Exception {
            Path home = Path.of(arguments[0]);
            try (var place = new Place(home);
                    var workloads = new ProcessWorkloads(
                            home, new ArtifactFolder(home), "python3", Limits.DEFAULT, Clock.systemUTC())) {
                tell("one long line", workloads, place.sh("head -c 1000000000 /dev/zero | tr '\\0' x"));
                tell("lines", workloads, place.sh("yes '{\"metric\": \"loss\", \"value\": 1}' | head -c 1000000000"));
                tell("a large result", workloads, place.sh("head -c 10000000 /dev/zero > $MILLRACE_RESULT"));
            }
        }

        private static void tell(String what, ProcessWorkloads workloads, WorkloadRequest request)
                throws InterruptedException {
            var reports = new AtomicLong();
            WorkloadEnd end = workloads.runToEnd(request, report -> reports.incrementAndGet());
            workloads.lastLines(request.name(), 20);
            System.out.println(what + ": " + end + " after " + reports + " reports");
        }
    }
}
