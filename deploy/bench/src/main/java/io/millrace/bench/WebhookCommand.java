package io.millrace.bench;

import io.millrace.bench.webhook.WebhookBench;
import io.millrace.events.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run webhook}: the builder's webhooks beside Debian's {@code webhook}. */
@Command(
        name = "webhook",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Webhooks of 10 KB until they are acknowledged events, beside Debian's webhook, which checks the same"
                        + " signature, runs /bin/true and keeps nothing.")
final class WebhookCommand implements Callable<Integer> {
    private static final Path PEER = Path.of("/usr/bin/webhook");

    @Option(names = "--rounds", paramLabel = "N", description = "of both, by turns (default: 5)")
    private int rounds = 5;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 7100)")
    private int basePort = 7_100;

    @Mixin
    private final Output output = new Output();

    private final Undo undo = Undo.atExit();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isExecutable(PEER)) {
            System.err.println(PEER + " is missing; install Debian's package webhook");
            return 1;
        }
        Machine machine = output.machine();
        Path scratch = Files.createTempDirectory("millrace-bench");
        undo.push(() -> Folders.delete(scratch));
        LoneWorker worker = LoneWorker.withBroker(output, undo, scratch, basePort);
        URI ours = builder(scratch, worker);
        Process peer = peer(scratch);
        var bench = output.quick ? WebhookBench.quick() : new WebhookBench(rounds, 4_000, Duration.ofSeconds(15));
        WebhookBench.Figures figures = bench.measure(
                ours,
                URI.create(peerAddress() + "hooks/push"),
                () -> awaitNoChildren(peer),
                () -> registrations(worker.bootstrapServers()));
        output.write("Webhooks", machine.warning(output.quick) + "\n\n" + machine.table() + "\n" + figures.text());
        return 0;
    }

    /** The real one, but that it reads no registrations: what it would build is no part of this. */
    private URI builder(Path scratch, LoneWorker worker) throws IOException, InterruptedException {
        Path secret = Files.writeString(scratch.resolve("secret"), WebhookBench.SECRET + "\n");
        String model = "-Dmillrace.webhooks.models.digits.";
        worker.start(
                "builder",
                basePort + 2,
                "160m",
                List.of(
                        "-Dmp.messaging.incoming.in.topics=" + Topic.COMMANDS.name(Topic.DEFAULT_PREFIX),
                        "-Dmillrace.webhooks.github.secret-files=" + secret,
                        model + "host=github",
                        model + "repository=" + WebhookBench.REPOSITORY,
                        model + "url=https://github.com/" + WebhookBench.REPOSITORY + ".git"));
        return URI.create("http://127.0.0.1:" + (basePort + 2) + "/webhooks/github");
    }

    private Process peer(Path scratch) throws IOException, InterruptedException {
        Path hooks = Files.writeString(
                scratch.resolve("hooks.json"),
                """
                [{"id": "push", "execute-command": "/bin/true", "trigger-rule": {"match": {
                  "type": "payload-hmac-sha256", "secret": "%s",
                  "parameter": {"source": "header", "name": "X-Hub-Signature-256"}}}}]
                """
                        .formatted(WebhookBench.SECRET));
        Process process = new ProcessBuilder(
                        PEER.toString(),
                        "-hooks",
                        hooks.toString(),
                        "-ip",
                        "127.0.0.1",
                        "-port",
                        Integer.toString(basePort + 3))
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("peer.log").toFile())
                .start();
        undo.push(() -> {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        });
        Answers.await(URI.create(peerAddress()));
        return process;
    }

    private String peerAddress() {
        return "http://127.0.0.1:" + (basePort + 3) + "/";
    }

    /** Between two of its commands it may have none for a moment, and be seen then; hardly three times. */
    private static void awaitNoChildren(Process process) throws InterruptedException {
        int idle = 0;
        while (idle < 3) {
            Thread.sleep(100);
            idle = process.children().findAny().isPresent() ? 0 : idle + 1;
        }
    }

    /** How many are on the log. */
    private static long registrations(String bootstrapServers) {
        String topic = Topic.MODEL_REGISTERED.name(Topic.DEFAULT_PREFIX);
        try (KafkaConsumer<?, ?> consumer = Tail.of(bootstrapServers, List.of(topic))) {
            return consumer.endOffsets(consumer.assignment()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }
}
