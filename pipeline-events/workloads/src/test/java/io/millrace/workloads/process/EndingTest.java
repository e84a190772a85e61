package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.WorkloadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ends that do not come from the command itself, and what becomes of what it left. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EndingTest {
    private static final String FOR_EVER = "echo pid $$; while true; do sleep 60; done";
    private static final String DEAF = "trap '' TERM; " + FOR_EVER;

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

    @Test
    void a_cancelled_workload_ends_as_cancelled() throws IOException {
        WorkloadRequest request = place.sh(FOR_EVER);
        var told = submitted(request);

        place.workloads.cancel(request.name());

        assertThat(told.end()).isEqualTo(new WorkloadEnd.Cancelled());
        assertThat(Leftovers.of(home)).isEmpty();
    }

    @Test
    void a_cancelled_workload_that_does_not_listen_is_ended_by_force() throws IOException {
        WorkloadRequest request = place.sh(DEAF);
        var told = submitted(request);

        place.workloads.cancel(request.name());

        assertThat(told.end()).isEqualTo(new WorkloadEnd.Cancelled());
    }

    @Test
    void cancelling_what_has_ended_changes_nothing() throws InterruptedException {
        WorkloadRequest request = place.sh("exit 4");
        place.run(request);

        place.workloads.cancel(request.name());

        assertThat(place.observe(request).end()).isEqualTo(new WorkloadEnd.ExitedNonZero(4));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_a_command_leaves_running_ends_with_it() throws Exception {
        WorkloadRequest request =
                place.sh("sleep 600 & (setsid sh -c 'sleep 601 & sleep 602' &); sleep 0.1; echo done");

        assertThat(place.run(request)).isInstanceOf(WorkloadEnd.Succeeded.class);

        assertThat(Leftovers.of(home)).allMatch(command -> command.contains("guardian.py"));
    }

    @Test
    void a_workload_whose_guardian_was_killed_is_lost_and_ended() throws IOException {
        WorkloadRequest request = place.sh("(setsid sleep 600 &); " + DEAF);
        var told = submitted(request);

        killGuardian(request);

        assertThat(told.end()).isEqualTo(new WorkloadEnd.Lost());
        Place.await0().untilAsserted(() -> assertThat(Leftovers.of(home)).isEmpty());
    }

    @Test
    void a_lost_workload_stays_lost() throws IOException {
        WorkloadRequest request = place.sh(FOR_EVER);
        var told = submitted(request);
        killGuardian(request);
        told.end();

        place.workloads.submit(request);

        assertThat(place.observe(request).end()).isEqualTo(new WorkloadEnd.Lost());
    }

    @Test
    void whoever_comes_later_is_told_all_from_the_start() throws InterruptedException {
        WorkloadRequest request = place.sh("echo one; echo two; exit 5");
        place.run(request);
        try (var later = place.another()) {
            var told = new Place.Told();
            later.observe(request.name(), told::add);

            assertThat(told.end()).isEqualTo(new WorkloadEnd.ExitedNonZero(5));
            assertThat(told.reports)
                    .containsExactly(
                            new WorkloadReport.Started(),
                            new WorkloadReport.Line("one"),
                            new WorkloadReport.Line("two"),
                            new WorkloadReport.Ended(new WorkloadEnd.ExitedNonZero(5)));
        }
    }

    @Test
    void a_success_is_the_same_for_everybody() throws InterruptedException {
        WorkloadRequest request = place.sh("echo weights > $MILLRACE_OUTPUT/model");
        WorkloadEnd first = place.run(request);
        try (var later = place.another()) {
            assertThat(later.runToEnd(request, report -> {})).isEqualTo(first);
        }
    }

    @Test
    void a_workload_goes_on_while_nobody_observes_it() throws Exception {
        WorkloadRequest request = place.sh("echo here; until [ -e $HOME/go ]; do sleep 0.02; done; exit 6");
        submitted(request).awaitLine("here");
        place.workloads.close();

        try (var later = place.another()) {
            var told = new Place.Told();
            later.submit(request);
            later.observe(request.name(), told::add);
            told.awaitLine("here");
            Files.createFile(place.folder(request).file("home/go"));

            assertThat(told.end()).isEqualTo(new WorkloadEnd.ExitedNonZero(6));
        }
    }

    @Test
    void who_waits_for_the_end_can_be_interrupted_and_the_workload_goes_on() throws Exception {
        WorkloadRequest request = place.sh(FOR_EVER);
        var started = new CountDownLatch(1);
        var thrown = new AtomicReference<Exception>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                place.workloads.runToEnd(request, report -> started.countDown());
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        started.await();

        waiting.interrupt();
        waiting.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(Guardian.lives(place.folder(request))).isTrue();
    }

    @Test
    void what_an_observer_throws_reaches_who_waits() {
        assertThatThrownBy(() -> place.workloads.runToEnd(place.sh("true"), report -> {
                    throw new UnsupportedOperationException("mine");
                }))
                .hasMessage("mine");
    }

    @Test
    void concluding_a_running_workload_ends_it() throws IOException {
        WorkloadRequest request = place.sh(DEAF);
        var told = submitted(request);

        place.workloads.conclude(request.name());

        assertThat(place.folder(request).path()).doesNotExist();
        assertThat(Leftovers.of(home)).isEmpty();
        assertThat(told.end()).isEqualTo(new WorkloadEnd.Cancelled());
    }

    @Test
    void stopping_all_loses_what_runs_and_leaves_what_has_ended() throws Exception {
        WorkloadRequest ended = place.sh("exit 7");
        WorkloadRequest polite = place.sh(FOR_EVER);
        WorkloadRequest deaf = place.sh(DEAF);
        place.run(ended);
        var told = submitted(polite);
        submitted(deaf);

        var stopped = place.another().stopAll();

        assertThat(stopped).containsExactlyInAnyOrder(polite.name(), deaf.name());
        assertThat(Leftovers.of(home)).isEmpty();
        assertThat(told.end()).isEqualTo(new WorkloadEnd.Lost());
        assertThat(place.observe(ended).end()).isEqualTo(new WorkloadEnd.ExitedNonZero(7));
    }

    @Test
    void what_a_worker_left_half_made_is_swept_away_by_the_next() throws Exception {
        Path dead = home.resolve("workloads/.train-x.999999999.00000000-0000-0000-0000-000000000000.1");
        Files.createDirectories(dead.resolve("rootfs"));

        place.run(place.sh("true"));

        assertThat(dead).doesNotExist();
    }

    private Place.Told submitted(WorkloadRequest request) {
        place.workloads.submit(request);
        var told = place.observe(request);
        told.await(WorkloadReport.Line.class);
        return told;
    }

    private void killGuardian(WorkloadRequest request) throws IOException {
        String pid = Files.readString(place.folder(request).file("guardian")).strip();
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    }
}
