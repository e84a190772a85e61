package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.Digest;
import io.millrace.events.Failure.Kind;
import io.millrace.events.ImageRef;
import io.millrace.events.PipelineSpec.Resources;
import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadRefused;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.folder.ArtifactFolder;
import io.millrace.workloads.testing.TestImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ProcessWorkloadsTest {
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

    @Nested
    class A_command {

        @Test
        void starts_in_the_images_working_directory_and_is_told_line_by_line() {
            WorkloadRequest request = place.job(Duration.ofSeconds(30), "./hello.sh");

            place.workloads.submit(request);
            var told = place.observe(request);
            told.end();

            Path app = place.folder(request).rootfs().resolve("app");
            assertThat(told.reports)
                    .startsWith(new WorkloadReport.Started(), new WorkloadReport.Line("hello from " + app))
                    .hasSize(3);
            assertThat(told.end()).isInstanceOf(WorkloadEnd.Succeeded.class);
        }

        @Test
        void finds_the_variables_of_the_contract_and_nothing_of_ours() throws InterruptedException {
            WorkloadRequest request = place.sh("env; cat $MILLRACE_PARAMETERS; echo; ls -A $MILLRACE_INPUT");

            place.run(request);

            RunFolder folder = place.folder(request);
            List<String> lines = place.workloads.lastLines(request.name(), 100);
            assertThat(lines)
                    .contains(
                            "MILLRACE_RUN=rabcdefghijklmnopqrst",
                            "MILLRACE_MODEL=digits",
                            "MILLRACE_VERSION=v1",
                            "MILLRACE_STAGE=train",
                            "MILLRACE_ROUND=0",
                            "MILLRACE_ATTEMPT=" + request.attempt(),
                            "MILLRACE_OUTPUT=" + folder.output(),
                            "MILLRACE_RESULT=" + folder.result(),
                            "HOME=" + folder.file("home"),
                            "TMPDIR=" + folder.file("tmp"),
                            "LANG=C.UTF-8",
                            "COLOUR=red",
                            "SHAPE=round",
                            "{\"epochs\":3}")
                    .noneMatch(line -> line.startsWith("PORT=") || line.startsWith("JAVA_HOME="));
        }

        @Test
        void leaves_a_folder_and_a_result() throws Exception {
            WorkloadEnd end =
                    place.run(place.sh("echo weights > $MILLRACE_OUTPUT/model; echo '{}' > $MILLRACE_RESULT"));

            var succeeded = (WorkloadEnd.Succeeded) end;
            assertThat(succeeded.result()).contains("{}\n");
            assertThat(place.artifacts.resolve(succeeded.output()).resolve("model"))
                    .hasContent("weights");
            place.artifacts.verify(succeeded.output());
        }

        @Test
        void finds_the_artifact_that_it_was_given() throws Exception {
            var trained = (WorkloadEnd.Succeeded) place.run(place.sh("echo weights > $MILLRACE_OUTPUT/model"));
            WorkloadRequest next = with(place.sh("cat $MILLRACE_INPUT/model"), trained);

            place.run(next);

            assertThat(place.workloads.lastLines(next.name(), 1)).containsExactly("weights");
        }

        @Test
        void may_write_anything_to_its_log() throws InterruptedException {
            WorkloadRequest request = place.sh("printf 'a\\r\\n10%%\\r20%%\\rdone\\n\\377\\376\\n'; "
                    + "head -c 20000 /dev/zero | tr '\\0' x; echo; printf 'no line break'");

            place.run(request);
            var told = place.observe(request);
            told.end();

            assertThat(told.lines()).containsExactly("a", "done", "\uFFFD\uFFFD", "x".repeat(8192), "no line break");
        }

        @Test
        void that_fails_is_told_with_its_exit_code() throws InterruptedException {
            assertThat(place.run(place.sh("exit 3"))).isEqualTo(new WorkloadEnd.ExitedNonZero(3));
        }

        @Test
        void that_is_killed_is_told_with_the_signal() throws InterruptedException {
            assertThat(place.run(place.sh("kill -KILL $$"))).isEqualTo(new WorkloadEnd.Killed(9));
        }

        @Test
        void that_is_not_there_was_not_started() throws InterruptedException {
            assertThat(place.run(place.job(Duration.ofSeconds(9), "python4", "train.py")))
                    .isInstanceOfSatisfying(WorkloadEnd.NotStarted.class, end -> assertThat(end.reason())
                            .contains("python4 is not on the PATH"));
            assertThat(place.run(place.job(Duration.ofSeconds(9), "./train.sh")))
                    .isEqualTo(new WorkloadEnd.NotStarted("./train.sh is not in the image"));
            assertThat(place.run(place.job(Duration.ofSeconds(9), "./plain.txt")))
                    .isEqualTo(new WorkloadEnd.NotStarted("./plain.txt is not executable"));
        }

        @Test
        void may_be_named_as_in_the_image() throws InterruptedException {
            WorkloadRequest request = place.job(Duration.ofSeconds(9), "cat", "/app/plain.txt");

            place.run(request);

            assertThat(place.workloads.lastLines(request.name(), 5)).containsExactly("not a program");
        }
    }

    @Nested
    class A_limit {

        @Test
        void of_the_log_ends_who_exceeds_it() throws InterruptedException {
            assertThat(place.run(place.sh("while true; do echo more and more; done")))
                    .isEqualTo(new WorkloadEnd.QuotaExceeded("log", 64 << 10));
        }

        @Test
        void of_the_output_folder_ends_who_exceeds_it() throws InterruptedException {
            String script = "cd $MILLRACE_OUTPUT; for i in 1 2 3; do head -c 900000 /dev/zero > $i; done; ";

            assertThat(place.run(place.sh(script + "sleep 60")))
                    .isEqualTo(new WorkloadEnd.QuotaExceeded("output folder", 1 << 20));
            assertThat(place.run(place.sh(script))).isEqualTo(new WorkloadEnd.QuotaExceeded("output folder", 1 << 20));
        }

        @Test
        void of_the_result_is_checked() throws InterruptedException {
            assertThat(place.run(place.sh("head -c 2000 /dev/zero > $MILLRACE_RESULT")))
                    .isEqualTo(new WorkloadEnd.QuotaExceeded("result file", 1 << 10));
        }

        @Test
        void of_memory_is_enforced() throws InterruptedException {
            WorkloadRequest request = place.job(Duration.ofSeconds(30), "python3", "-c", "bytearray(200 << 20)");
            var small = with(request, new Resources(Optional.empty(), Optional.of(64L << 20), 0));

            assertThat(place.run(small)).isEqualTo(new WorkloadEnd.ExitedNonZero(1));
            assertThat(place.workloads.lastLines(small.name(), 1)).containsExactly("MemoryError");
        }

        @Test
        void of_time_ends_also_who_does_not_listen() throws InterruptedException {
            Duration deadline = Duration.ofMillis(300);

            assertThat(place.run(place.job(deadline, "sh", "-c", "trap '' TERM; while true; do sleep 60; done")))
                    .isEqualTo(new WorkloadEnd.TimedOut(deadline));
        }
    }

    @Nested
    class What_cannot_run_here {

        @Test
        void is_refused_when_it_asks_for_a_gpu() {
            var request = with(place.sh("true"), new Resources(Optional.empty(), Optional.empty(), 1));

            assertThatThrownBy(() -> place.workloads.submit(request))
                    .isInstanceOfSatisfying(WorkloadRefused.class, e -> {
                        assertThat(e.failure().kind()).isEqualTo(Kind.CAPACITY);
                        assertThat(e.failure().code()).isEqualTo("gpu-unavailable");
                    });
        }

        @Test
        void is_refused_when_its_health_path_is_none() {
            for (String health : List.of("healthz", "http://elsewhere/", "/a b")) {
                assertThatThrownBy(() -> place.workloads.submit(place.server(health, Duration.ofSeconds(1), "true")))
                        .isInstanceOfSatisfying(
                                WorkloadRefused.class,
                                e -> assertThat(e.failure().code()).isEqualTo("health-invalid"));
            }
        }

        @Test
        void is_refused_when_its_image_is_not_here() {
            var request = with(place.sh("true"), new ImageRef("local/x", new Digest("sha256:" + "0".repeat(64))));

            assertThatThrownBy(() -> place.workloads.submit(request))
                    .isInstanceOfSatisfying(
                            WorkloadRefused.class,
                            e -> assertThat(e.failure().code()).isEqualTo("image-gone"));
            assertThat(home.resolve("workloads")).satisfies(ProcessWorkloadsTest::holdsNoWorkload);
        }

        @Test
        void is_refused_when_its_image_is_hostile() throws IOException {
            ImageRef hostile =
                    TestImage.with(layer -> layer.file("../evil", "x")).writeTo(home);

            assertThatThrownBy(() -> place.workloads.submit(with(place.sh("true"), hostile)))
                    .isInstanceOfSatisfying(
                            WorkloadRefused.class,
                            e -> assertThat(e.failure().code()).isEqualTo("image-invalid"));
            assertThat(home.resolve("workloads")).satisfies(ProcessWorkloadsTest::holdsNoWorkload);
        }

        @Test
        void is_refused_when_its_input_is_gone() throws Exception {
            var trained = (WorkloadEnd.Succeeded) place.run(place.sh("echo weights > $MILLRACE_OUTPUT/model"));
            var store = new ArtifactFolder(home);
            store.remove(store.runs().getFirst());
            WorkloadRequest next = with(place.sh("true"), trained);

            assertThatThrownBy(() -> place.workloads.submit(next))
                    .isInstanceOfSatisfying(
                            WorkloadRefused.class,
                            e -> assertThat(e.failure().code()).isEqualTo("artifact-gone"));
            assertThat(place.folder(next).path()).doesNotExist();
        }

        @Test
        void is_refused_when_its_input_was_changed_after_it_was_kept() throws Exception {
            var trained = (WorkloadEnd.Succeeded) place.run(place.sh("echo weights > $MILLRACE_OUTPUT/model"));
            Path model = place.artifacts.resolve(trained.output()).resolve("model");
            assertThat(model.toFile().setWritable(true)).isTrue();
            Files.writeString(model, "poison\n");
            WorkloadRequest next = with(place.sh("cat $MILLRACE_INPUT/model"), trained);

            assertThatThrownBy(() -> place.workloads.submit(next)).isInstanceOfSatisfying(WorkloadRefused.class, e -> {
                assertThat(e.failure().code()).isEqualTo("artifact-changed");
                assertThat(e.failure().summary())
                        .contains(
                                "it has digest sha256:",
                                "expected digest " + trained.output().digest());
                assertThat(e.failure().remedy()).contains("trained anew");
            });
            assertThat(place.folder(next).path()).doesNotExist();
        }

        @Test
        void is_told_that_its_result_is_a_link_or_a_folder() throws InterruptedException {
            assertThat(place.run(place.sh("ln -s /etc/passwd $MILLRACE_RESULT")))
                    .isEqualTo(new WorkloadEnd.ResultRefused("a symbolic link, not a plain file"));
            assertThat(place.run(place.sh("mkdir $MILLRACE_RESULT")))
                    .isEqualTo(new WorkloadEnd.ResultRefused("a folder, not a plain file"));
        }

        @Test
        void is_not_kept_when_its_output_is_not_plain() throws InterruptedException {
            assertThat(place.run(place.sh("ln -s /etc/passwd $MILLRACE_OUTPUT/model")))
                    .isInstanceOfSatisfying(WorkloadEnd.OutputRefused.class, end -> assertThat(end.reason())
                            .contains("model is a symbolic link"));
        }
    }

    @Nested
    class A_name {

        @Test
        void stands_for_one_workload_however_often_it_is_submitted() throws Exception {
            WorkloadRequest request = place.sh("echo ran >> $HOME/count");
            try (var other = place.another()) {
                place.workloads.submit(request);
                other.submit(request);
                place.run(request);
                other.submit(request);
            }

            assertThat(place.folder(request).file("home/count")).hasContent("ran");
        }

        @Test
        void is_submitted_by_many_at_once_and_runs_once() throws Exception {
            WorkloadRequest request = place.sh("echo ran >> $HOME/count");

            IntStream.range(0, 8).parallel().forEach(i -> place.workloads.submit(request));
            place.run(request);

            assertThat(place.folder(request).file("home/count")).hasContent("ran");
        }

        @Test
        void is_refused_for_another_workload() {
            WorkloadRequest request = place.sh("true");
            place.workloads.submit(request);
            WorkloadRequest other = new WorkloadRequest(
                    request.run(),
                    request.stage(),
                    request.attempt(),
                    request.image(),
                    List.of("sh", "-c", "false"),
                    request.parameters(),
                    Map.of("COLOUR", "green"),
                    request.resources(),
                    request.input(),
                    request.kind());

            assertThatThrownBy(() -> place.workloads.submit(other))
                    .isInstanceOf(WorkloadRefused.class)
                    .hasMessageContaining("exists already, with another command, env");
        }

        @Test
        void is_free_again_after_it_was_removed() throws Exception {
            WorkloadRequest request = place.sh("date +%N > $HOME/when; exit 1");
            place.run(request);

            place.workloads.remove(request.name());

            assertThat(place.folder(request).path()).doesNotExist();
            assertThat(place.run(request)).isEqualTo(new WorkloadEnd.ExitedNonZero(1));
        }

        @Test
        void is_spent_after_it_was_concluded_so_that_who_comes_too_late_starts_nothing() throws Exception {
            WorkloadRequest request = place.sh("exit 1");
            place.run(request);

            place.workloads.conclude(request.name());

            try (var paused = place.another()) {
                assertThat(paused.runToEnd(request, report -> {})).isEqualTo(new WorkloadEnd.Cancelled());
            }
            assertThat(place.folder(request).path()).doesNotExist();
        }

        @Test
        void is_spent_also_when_nothing_was_submitted_yet() throws Exception {
            WorkloadRequest request = place.sh("true");

            place.workloads.conclude(request.name());

            assertThat(place.run(request)).isEqualTo(new WorkloadEnd.Cancelled());
            assertThat(place.folder(request).path()).doesNotExist();
        }

        @Test
        void is_submitted_and_concluded_at_once_and_nothing_is_left() throws Exception {
            for (int i = 0; i < 20; i++) {
                WorkloadRequest request = place.sh("sleep 600");
                try (var threads = Executors.newFixedThreadPool(2);
                        var late = place.another()) {
                    threads.submit(() -> late.submit(request));
                    threads.submit(() -> place.workloads.conclude(request.name()));
                }
                assertThat(place.folder(request).path()).doesNotExist();
            }
            assertThat(Leftovers.of(home)).isEmpty();
        }

        @Test
        void that_nobody_knows_is_lost() {
            assertThat(place.observe(place.sh("true")).end()).isEqualTo(new WorkloadEnd.Lost());
            assertThat(place.workloads.lastLines("nobody-knows", 5)).isEmpty();
            place.workloads.cancel("nobody-knows");
            place.workloads.conclude("nobody-knows");
        }
    }

    @Test
    void a_hundred_workloads_leave_nothing() throws Exception {
        var requests = IntStream.range(0, 100)
                .mapToObj(i -> place.sh("(sleep 600 &) ; sleep 600 & echo x"))
                .toList();
        try (var threads = Executors.newFixedThreadPool(4)) {
            threads.invokeAll(requests.stream()
                            .map(request -> (Callable<Void>) () -> {
                                assertThat(place.run(request)).isInstanceOf(WorkloadEnd.Succeeded.class);
                                place.workloads.conclude(request.name());
                                return null;
                            })
                            .toList())
                    .forEach(done -> assertThat(done).succeedsWithin(Duration.ofSeconds(1)));
        }

        assertThat(home.resolve("workloads")).satisfies(ProcessWorkloadsTest::holdsNoWorkload);
        assertThat(Leftovers.of(home)).isEmpty();
    }

    private static void holdsNoWorkload(Path workloads) throws IOException {
        try (var left = Files.list(workloads)) {
            assertThat(left.map(path -> path.getFileName().toString())).isSubsetOf(".guardian.py", ".spent");
        }
    }

    private static WorkloadRequest with(WorkloadRequest request, WorkloadEnd.Succeeded input) {
        return new WorkloadRequest(
                request.run(),
                request.stage(),
                request.attempt(),
                request.image(),
                request.command(),
                request.parameters(),
                request.env(),
                request.resources(),
                Optional.of(input.output()),
                request.kind());
    }

    private static WorkloadRequest with(WorkloadRequest request, Resources resources) {
        return new WorkloadRequest(
                request.run(),
                request.stage(),
                request.attempt(),
                request.image(),
                request.command(),
                request.parameters(),
                request.env(),
                resources,
                request.input(),
                request.kind());
    }

    private static WorkloadRequest with(WorkloadRequest request, ImageRef image) {
        return new WorkloadRequest(
                request.run(),
                request.stage(),
                request.attempt(),
                image,
                request.command(),
                request.parameters(),
                request.env(),
                request.resources(),
                request.input(),
                request.kind());
    }
}
