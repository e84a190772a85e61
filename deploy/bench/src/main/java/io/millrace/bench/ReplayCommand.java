package io.millrace.bench;

import io.millrace.bench.replay.Replay;
import io.millrace.events.Topic;
import io.millrace.local.Home;
import io.millrace.local.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run replay}: a long log, read at the monitor's start. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "The monitor's start on a log of a million events, beside a plain consumer that reads them.")
final class ReplayCommand implements Callable<Integer> {
    private static final String HEAP = "512m";
    private static final Duration POLL = Duration.ofMillis(200);

    @Option(names = "--events", paramLabel = "N", description = "on the log (default: 1000000)")
    private long events = 1_000_000;

    @Option(names = "--rounds", paramLabel = "N", description = "of both, by turns (default: 3)")
    private int rounds = 3;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 24200)")
    private int basePort = 24_200;

    @Mixin
    private final Output output = new Output();

    private final Undo undo = Undo.atExit();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = output.machine();
        Path scratch = Files.createTempDirectory("millrace-bench");
        undo.push(() -> Folders.delete(scratch));
        Home home = Home.of(Map.of("MILLRACE_HOME", scratch.resolve("home").toString()))
                .open();
        Stack broker = Stack.ofBroker(home, basePort);
        undo.push(() -> broker.down((part, what) -> {}));
        broker.up((part, what) -> {});
        String servers = broker.ports().bootstrapServers();
        start(scratch, servers); // makes the topics, and an archive of the monitor's classes
        double empty = start(scratch, servers);
        Replay replay = Replay.after(servers, output.quick ? 20_000 : events);
        for (int round = 0; round < (output.quick ? 1 : rounds); round++) {
            double read = read(servers);
            replay.round(start(scratch, servers), empty, read);
        }
        output.write("A long log", machine.warning(output.quick) + "\n\n" + machine.table() + "\n" + replay.text(HEAP));
        return 0;
    }

    /** Milliseconds until the monitor is ready; it is ended then. */
    private double start(Path scratch, String servers) throws InterruptedException {
        URI ready = URI.create("http://127.0.0.1:" + (basePort + 1) + "/q/health/ready");
        long start = System.nanoTime();
        try (Child monitor = Child.silent(
                scratch,
                "monitor",
                HEAP,
                List.of(
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + (basePort + 1),
                        "-Dkafka.bootstrap.servers=" + servers,
                        "-Dmillrace.home=" + scratch.resolve("home"),
                        "-jar",
                        output.root
                                .resolve("monitor-service/target/quarkus-app/quarkus-run.jar")
                                .toString()))) {
            Answers.await(ready);
            return (System.nanoTime() - start) / 1e6;
        }
    }

    /** Milliseconds that a consumer takes which only reads. */
    private static double read(String servers) {
        List<String> topics = Arrays.stream(Topic.values())
                .map(topic -> topic.name(Topic.DEFAULT_PREFIX))
                .toList();
        long start = System.nanoTime();
        try (KafkaConsumer<?, ?> consumer = Tail.of(servers, topics)) {
            consumer.seekToBeginning(consumer.assignment());
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL);
            }
            return (System.nanoTime() - start) / 1e6;
        }
    }
}
