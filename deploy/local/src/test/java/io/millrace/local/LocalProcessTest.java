package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LocalProcessTest {
    static final Clock NINE = Clock.fixed(Instant.parse("2026-03-01T09:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    Home home;
    LocalProcess process;

    @BeforeEach
    void openHome() {
        home = Home.of(Map.of("MILLRACE_HOME", folder.toString())).open();
        process = new LocalProcess(home, "sleeper", NINE);
    }

    @AfterEach
    void end() throws InterruptedException {
        process.terminate();
        process.awaitEnd();
    }

    @Test
    void is_found_again_by_its_file() {
        ProcessRecord started = start("sleep 60");

        assertThat(new LocalProcess(home, "sleeper", NINE).running()).contains(started);
        assertThat(started.startedAt()).isEqualTo(NINE.instant());
    }

    @Test
    void leads_a_session_of_its_own() {
        ProcessRecord started = start("ps -o sid= -p $$; sleep 60");

        await().untilAsserted(() -> assertThat(process.lastLines(1))
                .singleElement()
                .satisfies(line -> assertThat(line.strip()).isEqualTo(Long.toString(started.pid()))));
    }

    @Test
    void that_has_ended_is_not_running() {
        start("exit 3");

        await().untilAsserted(() -> assertThat(process.running()).isEmpty());
    }

    @Test
    void is_ended_and_forgotten() throws InterruptedException {
        ProcessRecord started = start("sleep 60");

        process.terminate();
        process.awaitEnd();

        assertThat(started.isAlive()).isFalse();
        assertThat(home.processFile("sleeper")).doesNotExist();
    }

    @Test
    void of_another_start_with_the_same_pid_is_neither_trusted_nor_touched() throws IOException, InterruptedException {
        ProcessRecord somebodyElse = start("sleep 60");
        var stale =
                new ProcessRecord("old", somebodyElse.pid(), "another start", NINE.instant(), 8800, Optional.empty());
        Files.write(home.processFile("old"), Json.MAPPER.writeValueAsBytes(stale));
        var old = new LocalProcess(home, "old", NINE);

        old.terminate();
        old.awaitEnd();

        assertThat(old.running()).isEmpty();
        assertThat(somebodyElse.isAlive()).isTrue();
    }

    @Test
    void with_a_file_that_nobody_understands_is_not_running() throws IOException {
        Files.writeString(home.processFile("sleeper"), "{\"pid\": ");

        assertThat(process.running()).isEmpty();
    }

    @Test
    void leaves_its_last_lines_behind() {
        start("for i in 1 2 3 4; do echo line $i; done; echo oops >&2");

        await().untilAsserted(() -> assertThat(process.lastLines(3)).containsExactly("line 3", "line 4", "oops"));
    }

    @Test
    void leaves_causes_behind_without_the_way_to_them() {
        start("printf 'Oh: no\\n\\tat a.B.c(B.java:1)\\n\\t... 17 more\\nCaused by: bad luck\\n'");

        await().untilAsserted(() -> assertThat(process.lastLines(9)).containsExactly("Oh: no", "Caused by: bad luck"));
    }

    @Test
    void starts_a_new_log_when_the_old_one_has_become_long() throws IOException {
        Files.createDirectories(home.log("sleeper").getParent());
        Files.write(home.log("sleeper"), new byte[11 * 1024 * 1024]);

        start("echo anew");

        await().untilAsserted(() -> assertThat(home.log("sleeper")).hasContent("anew\n"));
        assertThat(folder.resolve("logs/sleeper.log.1")).hasSize(11 * 1024 * 1024);
    }

    @Test
    void leaves_its_last_lines_behind_after_its_log_was_cut_while_it_wrote() throws IOException {
        Files.createDirectories(home.log("sleeper").getParent());
        Files.write(home.log("sleeper"), new byte[9 * 1024 * 1024]);
        start("head -c 2000000 /dev/zero; echo; echo before; while [ ! -e go ]; do sleep 0.05; done; echo after");
        await().untilAsserted(() -> assertThat(process.lastLines(1)).containsExactly("before"));

        new LogFile(home.log("sleeper")).cut();
        Files.createFile(folder.resolve("go"));

        await().untilAsserted(() -> assertThat(process.lastLines(9)).containsExactly("after"));
        assertThat(home.log("sleeper")).hasContent("after\n");
        assertThat(folder.resolve("logs/sleeper.log.1")).hasSize(9 * 1024 * 1024 + 2_000_008);
    }

    @Test
    void tells_how_much_memory_it_occupies() {
        ProcessRecord started = start("sleep 60");

        assertThat(new OsProcess(started.pid()).residentBytes().orElseThrow()).isGreaterThan(10_000);
    }

    private ProcessRecord start(String script) {
        return process.start(List.of("sh", "-c", script), folder, 8800);
    }
}
