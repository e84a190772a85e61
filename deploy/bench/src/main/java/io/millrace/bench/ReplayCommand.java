package io.millrace.bench;

import io.millrace.bench.replay.Replay;
import io.millrace.events.Topic;
import java.io.IOException;
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
    /** The JVM's own proportion: a worker of the local stack has less, to be small when it idles. */
    private static final String YOUNG = "-XX:NewRatio=2";

    private static final Duration POLL = Duration.ofMillis(200);

    @Option(names = "--events", paramLabel = "N", description = "on the log (default: 1000000)")
    private long events = 1_000_000;

    @Option(names = "--rounds", paramLabel = "N", description = "of both, by turns (default: 3)")
    private int rounds = 3;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 7200)")
    private int basePort = 7_200;

    @Mixin
    private final Output output = new Output();

    private final Undo undo = Undo.atExit();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = output.machine();
        Path scratch = Files.createTempDirectory("millrace-bench");
        undo.push(() -> Folders.delete(scratch));
        LoneWorker worker = LoneWorker.withBroker(output, undo, scratch, basePort);
        String servers = worker.bootstrapServers();
        start(worker); // makes the topics, and an archive of the monitor's classes
        double empty = start(worker);
        Replay replay = Replay.after(servers, output.quick ? 20_000 : events);
        for (int round = 0; round < (output.quick ? 1 : rounds); round++) {
            double read = read(servers);
            replay.round(start(worker), empty, read);
        }
        output.write(
                "A long log",
                machine.warning(output.quick) + "\n\n" + machine.table() + "\n" + replay.text(HEAP + " " + YOUNG));
        return 0;
    }

    /** Milliseconds until the monitor is ready; it is ended then. */
    private double start(LoneWorker worker) throws InterruptedException {
        long start = System.nanoTime();
        try (Child ignored = worker.start("monitor", basePort + 1, HEAP, List.of(YOUNG))) {
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
