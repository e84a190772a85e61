package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real broker, in a process of its own, below a folder whose name is as unwieldy as it may be. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BrokerTest {
    static final Ports PORTS = new Ports(8_900);

    @TempDir
    Path folder;

    Home home;
    Stack stack;

    @BeforeEach
    void openHome() {
        home = Home.of(Map.of(
                        "MILLRACE_HOME", folder.resolve("a home, of sorts").toString()))
                .open();
        stack = new Stack(home, PORTS, new Broker(home, PORTS), List.of(), List.of(), List::of, Clock.systemUTC());
    }

    @AfterEach
    void end() throws InterruptedException {
        stack.down((part, what) -> {});
    }

    @Test
    void picks_up_where_it_ended_after_a_stop_and_after_a_kill() throws InterruptedException, ExecutionException {
        up();
        createTopic("kept");

        stack.down((part, what) -> {});
        assertThat(Ports.isFree(PORTS.broker())).isTrue();
        up();
        createTopic("kept-too");
        kill();
        up();

        assertThat(topics()).contains("kept", "kept-too");
    }

    private void up() throws InterruptedException {
        stack.up((part, what) -> System.out.println(part + " " + what));
    }

    private void kill() {
        var process = new LocalProcess(home, Broker.NAME, Clock.systemUTC());
        new OsProcess(process.running().orElseThrow().pid()).kill();
        // The system takes back what it had a moment after it is gone.
        await().atMost(Duration.ofSeconds(10)).until(() -> process.running().isEmpty() && Ports.isFree(PORTS.broker()));
    }

    private static void createTopic(String name) throws ExecutionException, InterruptedException {
        try (var admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private static Iterable<String> topics() throws ExecutionException, InterruptedException {
        try (var admin = admin()) {
            return admin.listTopics().names().get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", PORTS.bootstrapServers()));
    }
}
