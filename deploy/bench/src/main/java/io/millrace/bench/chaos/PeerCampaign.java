package io.millrace.bench.chaos;

import io.millrace.local.Processes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The same registrations and the same kills for a plain Spring Kafka pipeline of five processes. */
final class PeerCampaign {
    private static final Map<String, String> STAGES = Map.of(
            "builder",
            "build",
            "trainer",
            "train",
            "evaluator",
            "evaluate",
            "deployer",
            "deploy",
            "monitor",
            "monitor");
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration STALLED = Duration.ofMinutes(4);
    private static final Duration SETTLED = Duration.ofSeconds(60);

    private final Processes processes;
    private final Path effects;
    private final List<Planned> planned;
    private final String bootstrapServers;
    private final Consumer<String> tell;

    /** @param jars of the peer, where its build left them */
    PeerCampaign(
            Processes processes,
            Path jars,
            Path effects,
            List<Planned> planned,
            String bootstrapServers,
            Consumer<String> tell)
            throws IOException {
        this.processes = processes;
        this.effects = Files.createDirectories(effects);
        this.planned = List.copyOf(planned);
        this.bootstrapServers = bootstrapServers;
        this.tell = tell;
        String classPath = classPath(jars);
        STAGES.forEach((process, stage) -> processes.add(
                process,
                List.of(
                        "-cp",
                        classPath,
                        "io.millrace.peer.Peer",
                        "--peer.stage=" + stage,
                        "--peer.effects=" + effects,
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers)));
    }

    private static String classPath(Path jars) throws IOException {
        try (Stream<Path> libraries = Files.list(jars.resolve("lib"))) {
            return Stream.concat(Stream.of(jars.resolve("spring-peer.jar")), libraries.sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    record Result(PeerCount count, Duration underFire) {}

    /** @param over how long registering all of them takes; 1,000 would be through in seconds otherwise */
    Result run(Executioner executioner, Duration over) throws InterruptedException, IOException {
        up();
        processes.end();
        up();
        Duration underFire;
        try (executioner;
                var producer = producer()) {
            long start = System.nanoTime();
            executioner.begin();
            for (int run = 0; run < planned.size(); run++) {
                send(producer, planned.get(run));
                Thread.sleep(over.dividedBy(planned.size()));
            }
            untilStill(STALLED);
            underFire = Duration.ofNanos(System.nanoTime() - start);
        }
        tell.accept("the last kill is over after " + underFire.toSeconds() + " s, settling");
        untilStill(SETTLED);
        return new Result(count(), underFire);
    }

    /** Ready is who has passed on an event of no run. */
    private void up() throws InterruptedException, IOException {
        for (String name : processes.names()) {
            processes.start(name);
            while (!processes.isReady(name)) {
                Thread.sleep(Duration.ofMillis(200));
            }
        }
        String sign = "sign-" + System.nanoTime();
        try (var producer = producer()) {
            Thread.sleep(Duration.ofSeconds(5)); // the processes make the topics
            producer.send(new ProducerRecord<>("peer.build", "sign", sign));
        }
        long deadline = System.nanoTime() + READY.toNanos();
        while (Effect.read(effects).getOrDefault("sign", List.of()).stream()
                .noneMatch(effect -> effect.run().equals(sign) && effect.stage().equals("monitor"))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the peer does not come up; see its logs");
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "max.block.ms",
                        Integer.MAX_VALUE,
                        "delivery.timeout.ms",
                        Integer.MAX_VALUE,
                        "reconnect.backoff.max.ms",
                        500),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void send(KafkaProducer<String, String> producer, Planned run) {
        String fails = run.fate().isGood() ? "" : " " + run.fate().endsAt().wireName();
        // Once only: unlike our workers, the peer makes no promise about events that were published twice.
        var unused = producer.send(new ProducerRecord<>("peer.build", Models.name(run.model()), run.id() + fails));
    }

    /** All runs are through, or nothing has happened for this time. */
    private void untilStill(Duration patience) throws IOException, InterruptedException {
        PeerCount last = count();
        long lines = lines();
        long changed = System.nanoTime();
        while (!last.isWhole() && System.nanoTime() - changed < patience.toNanos()) {
            Thread.sleep(Duration.ofSeconds(1));
            last = count();
            if (lines() != lines) {
                lines = lines();
                changed = System.nanoTime();
            }
        }
    }

    private long lines() throws IOException {
        return Effect.read(effects).values().stream().mapToLong(List::size).sum();
    }

    private PeerCount count() throws IOException {
        return PeerCount.of(planned, Effect.read(effects));
    }
}
