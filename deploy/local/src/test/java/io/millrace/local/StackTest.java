package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.local.ProcessStatus.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StackTest {
    static final Ports PORTS = new Ports(9_800);

    @TempDir
    Path folder;

    final List<String> told = new ArrayList<>();
    final Script surplus = new Script("two-2", PORTS.base() + 22, "sleep 60");
    final AtomicInteger workloadsStopped = new AtomicInteger();

    Home home;
    Stack stack;

    @BeforeEach
    void openHome() {
        home = Home.of(Map.of("MILLRACE_HOME", folder.toString())).open();
        stack = stackOf("sleep 60");
    }

    @AfterEach
    void end() throws InterruptedException {
        stack.down((part, what) -> {});
    }

    @Test
    void starts_the_broker_and_then_the_workers() throws InterruptedException {
        Set<String> started = stack.up(this::tell);

        assertThat(started).containsExactly("broker", "one", "two");
        assertThat(told).startsWith("broker starting", "broker ready").contains("one ready", "two ready");
        assertThat(stack.status()).extracting(ProcessStatus::health).containsOnly(Health.READY);
    }

    @Test
    void that_is_up_is_left_as_it_is() throws InterruptedException {
        stack.up(this::tell);
        List<ProcessStatus> before = stack.status();

        Set<String> started = stack.up(this::tell);

        assertThat(started).isEmpty();
        assertThat(stack.status())
                .extracting(ProcessStatus::pid)
                .isEqualTo(before.stream().map(ProcessStatus::pid).toList());
    }

    @Test
    void of_which_a_part_was_killed_starts_just_that() throws InterruptedException {
        stack.up(this::tell);
        kill("one");

        assertThat(stack.up(this::tell)).containsExactly("one");
    }

    @Test
    void ends_replicas_that_are_not_wanted_any_more() throws InterruptedException {
        var process = new LocalProcess(home, surplus.name(), Clock.systemUTC());
        process.start(surplus.command(), folder, surplus.port());

        assertThat(stack.up(this::tell)).containsExactly("broker", "one", "two");

        assertThat(told).contains("two-2 stopped");
        assertThat(process.running()).isEmpty();
    }

    @Test
    void undoes_what_was_started_and_nothing_else() throws InterruptedException {
        stack.up(this::tell);
        kill("one");
        Set<String> started = stack.up(this::tell);

        stack.undo(started, this::tell);

        assertThat(stack.status())
                .extracting(ProcessStatus::health)
                .containsExactly(Health.READY, Health.STOPPED, Health.READY);
        assertThat(workloadsStopped).hasValue(0);
    }

    @Test
    void goes_down_with_its_workloads_however_often_it_is_told_to() throws InterruptedException {
        stack.up(this::tell);

        Set<String> stopped = stack.down(this::tell);

        assertThat(stopped).containsExactly("broker", "one", "two", "serve-1");
        assertThat(stack.down(this::tell))
                .as("but for workloads that nobody looks after")
                .containsExactly("serve-2");
        assertThat(stack.isUp()).isFalse();
    }

    @Test
    void shows_the_last_lines_of_a_worker_that_dies_while_it_starts_and_leaves_nothing_running() {
        stack = stackOf("echo cannot find my configuration; exit 3");

        assertThatThrownBy(() -> stack.up(this::tell)).isInstanceOfSatisfying(CannotGoOn.class, failed -> {
            assertThat(failed.failure().summary())
                    .isEqualTo("the one ended while it was starting, and its log has no error: was it killed?");
            assertThat(failed.failure().evidence()).hasValue("cannot find my configuration");
        });
        assertThat(stack.isUp()).isFalse();
    }

    @Test
    void says_little_of_a_part_that_was_killed_and_nothing_of_its_former_lives() throws Exception {
        Files.writeString(home.log("one"), "ERROR of last week\n");
        stack = stackOf(
                "sleep 60 & for i in $(seq 50); do echo INFO " + "x".repeat(2000) + "; done; touch one.ready; wait");
        stack.up(this::tell);
        kill("one");

        assertThatThrownBy(() -> stack.requireAll()).isInstanceOfSatisfying(CannotGoOn.class, failed -> {
            assertThat(failed.failure().summary())
                    .isEqualTo("the one has ended, and its log has no error: was it killed?");
            assertThat(failed.failure().remedy()).startsWith("Start it again with ./millrace up");
            assertThat(failed.failure().evidence().orElseThrow().lines())
                    .hasSize(8)
                    .allSatisfy(line -> assertThat(line).startsWith("INFO x").hasSize(301));
        });
    }

    @Test
    void tells_the_last_warnings_and_errors_of_a_part_that_failed() {
        stack = stackOf("echo INFO a; echo ERROR no disk; for i in $(seq 9); do echo INFO bye; done; exit 3");

        assertThatThrownBy(() -> stack.up(this::tell)).isInstanceOfSatisfying(CannotGoOn.class, failed -> {
            assertThat(failed.failure().summary()).isEqualTo("the one ended while it was starting");
            assertThat(failed.failure().evidence()).hasValue("ERROR no disk");
        });
    }

    @Test
    void registers_nothing_more_after_an_interrupt() throws InterruptedException {
        stack.up(this::tell);
        var source = new Source.Git("file:///srv/churn", Optional.empty(), Optional.empty());
        var churn = new ModelRegistered(new ModelName("churn"), Optional.empty(), source, Optional.empty());

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Registration.publish(stack, churn)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void names_the_port_that_is_taken_and_what_it_is_for() throws IOException {
        try (var other = new ServerSocket(PORTS.base() + 1, 1, InetAddress.getByName(Ports.HOST))) {
            assertThatThrownBy(() -> stack.up(this::tell)).isInstanceOfSatisfying(CannotGoOn.class, refused -> {
                assertThat(refused.failure().summary())
                        .isEqualTo("port " + other.getLocalPort()
                                + " on 127.0.0.1, for the one, is taken by another process");
                assertThat(refused.failure().remedy()).contains("--base-port 8800");
            });
        }
    }

    @Test
    void is_started_by_one_at_a_time() throws InterruptedException {
        try (var held = StackLock.take(home, Duration.ZERO)) {
            assertThatThrownBy(() -> StackLock.take(home, Duration.ofMillis(100)))
                    .isInstanceOf(CannotGoOn.class)
                    .hasMessageContaining("another ./millrace is starting or stopping the stack");
        }
        StackLock.take(home, Duration.ZERO).close();
    }

    private void kill(String name) {
        var process = new LocalProcess(home, name, Clock.systemUTC());
        new OsProcess(process.running().orElseThrow().pid()).kill();
        await().until(() -> process.running().isEmpty());
    }

    private void tell(String part, String what) {
        told.add(part + " " + what.split(" ")[0]);
    }

    private Stack stackOf(String workerScript) {
        return new Stack(
                home,
                PORTS,
                new Script("broker", PORTS.base(), "sleep 60"),
                List.of(
                        new Script("one", PORTS.base() + 1, workerScript),
                        new Script("two", PORTS.base() + 2, "sleep 60")),
                List.of(surplus),
                () -> List.of("serve-" + workloadsStopped.incrementAndGet()),
                Clock.systemUTC());
    }

    /** A part of the stack that runs a script, and is ready once that has got going. */
    private final class Script implements Part {
        private final String name;
        private final int port;
        private final String script;

        Script(String name, int port, String script) {
            this.name = name;
            this.port = port;
            this.script = script;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String purpose() {
            return "the " + name;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public Map<Integer, String> listens() {
            return Map.of(port, purpose());
        }

        @Override
        public void prepare() {
            assertThat(ready().toFile().delete() || Files.notExists(ready())).isTrue();
        }

        @Override
        public List<String> command() {
            String whole = script.startsWith("sleep") ? "touch " + name + ".ready; " + script : script;
            return List.of("sh", "-c", whole);
        }

        @Override
        public Path workingDirectory() {
            return folder;
        }

        @Override
        public boolean isReady() {
            return Files.exists(ready());
        }

        @Override
        public Duration startTimeout() {
            return Duration.ofSeconds(20);
        }

        private Path ready() {
            return folder.resolve(name + ".ready");
        }
    }
}
