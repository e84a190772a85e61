package io.millrace.bench.chaos;

import io.millrace.events.PipelinePublisher;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.StageProgressed;
import io.millrace.local.Processes;
import io.millrace.promises.History.Seen;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes many runs through a stack whose processes are being killed, and collects what became of them. */
final class Campaign {
    private static final URI SOURCE = URI.create("/millrace/chaos");
    private static final Duration STALLED = Duration.ofMinutes(6);
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofMinutes(3);
    private static final Duration STUCK = Duration.ofSeconds(60);

    private final Processes processes;
    private final Guardians guardians;
    private final Models models;
    private final List<Planned> planned;
    private final String bootstrapServers;
    private final URI endpoint;
    private final Consumer<String> tell;
    private final Wishes wishes;
    private final Set<RunId> ended = new HashSet<>();
    private final Map<String, Integer> stuck = new TreeMap<>();
    private final Map<String, Long> notReadySince = new HashMap<>();
    private int registered;
    private long lastEvent;

    /** @param endpoint where models answer, up to and without the model's name */
    Campaign(
            Processes processes,
            Guardians guardians,
            Models models,
            List<Planned> planned,
            String bootstrapServers,
            URI endpoint,
            Consumer<String> tell) {
        this.processes = processes;
        this.guardians = guardians;
        this.models = models;
        this.planned = List.copyOf(planned);
        this.bootstrapServers = bootstrapServers;
        this.endpoint = endpoint;
        this.tell = tell;
        this.wishes = new Wishes(
                planned.stream().collect(Collectors.toMap(run -> RunId.of(SOURCE, run.id()), Function.identity())));
    }

    /**
     * What it came to.
     *
     * @param stuck processes that were alive, but not ready for a minute after the last kill, and were started again
     */
    record Result(Evidence evidence, List<Violation> violations, Map<String, Integer> stuck, Duration underFire) {}

    Result run(Executioner executioner, int inFlight) throws InterruptedException, IOException {
        try (var log = new Log(bootstrapServers);
                var publisher = publisher()) {
            long start = System.nanoTime();
            try (executioner) {
                executioner.begin();
                takeThrough(log, publisher, inFlight);
            }
            Duration underFire = Duration.ofNanos(System.nanoTime() - start);
            tell.accept("the last kill is over after " + underFire.toSeconds() + " s, settling");
            return settle(log, publisher, executioner, underFire);
        }
    }

    private PipelinePublisher publisher() {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "max.block.ms",
                Integer.MAX_VALUE,
                "delivery.timeout.ms",
                Integer.MAX_VALUE,
                "reconnect.backoff.max.ms",
                500);
        return new PipelinePublisher(kafka, SOURCE);
    }

    private void takeThrough(Log log, PipelinePublisher publisher, int inFlight) {
        lastEvent = System.nanoTime();
        while (ended.size() < planned.size() && since(lastEvent).compareTo(STALLED) < 0) {
            while (registered < planned.size() && registered - ended.size() < inFlight) {
                register(publisher, planned.get(registered++));
            }
            log.poll(seen -> on(seen, publisher));
        }
    }

    private void register(PipelinePublisher publisher, Planned next) {
        for (int copy = 0; copy < next.copies(); copy++) {
            var unused = publisher.register(models.registration(next), next.id());
        }
    }

    private void on(Seen seen, PipelinePublisher publisher) {
        if (seen.event() instanceof StageProgressed) {
            return;
        }
        lastEvent = System.nanoTime();
        wishes.on(seen.event()).forEach(asked -> {
            var unused = publisher.command(asked.command(), asked.id());
        });
        if (seen.event() instanceof RunEnded end && ended.add(end.run().run())) {
            if (ended.size() % 25 == 0) {
                tell.accept(ended.size() + " of " + planned.size() + " runs have ended");
            }
        }
    }

    /** Until nothing happens any more and nothing is to be found fault with, or the grace is over. */
    private Result settle(Log log, PipelinePublisher publisher, Executioner executioner, Duration underFire)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            log.poll(seen -> on(seen, publisher));
            boolean over = since(start).compareTo(GRACE) > 0;
            boolean ready = allReady();
            if (over || ready && since(lastEvent).compareTo(QUIET) > 0 && log.isAtEnd()) {
                Evidence evidence = evidence(log, executioner);
                List<Violation> violations = Oracle.judge(evidence);
                if (over || violations.isEmpty()) {
                    return new Result(evidence, violations, stuck, underFire);
                }
                Thread.sleep(Duration.ofSeconds(2));
            }
        }
    }

    /** Nothing is killed any more; who does not come up now is helped once more, and that is told. */
    private boolean allReady() throws InterruptedException {
        boolean all = true;
        for (String name : processes.names()) {
            if (processes.isReady(name)) {
                notReadySince.remove(name);
                continue;
            }
            all = false;
            long since = notReadySince.computeIfAbsent(name, key -> System.nanoTime());
            if (!processes.isAlive(name) || since(since).compareTo(STUCK) > 0) {
                tell.accept(name + " does not come up, starting it again");
                stuck.merge(name, 1, Integer::sum);
                notReadySince.remove(name);
                processes.kill(name);
                processes.start(name);
            }
        }
        return all;
    }

    private Evidence evidence(Log log, Executioner executioner) throws IOException {
        var serving = new HashMap<String, String>();
        for (String model : models.deploying()) {
            answer(model).ifPresent(version -> serving.put(model, version));
        }
        return new Evidence(
                planned.stream().limit(registered).collect(Collectors.toMap(Planned::id, Planned::fate)),
                wishes.asked(),
                models.deploying(),
                log.events(),
                log.unreadable(),
                Effect.read(models.effects()),
                executioner.killedWorkloads(),
                serving,
                guardians.names());
    }

    private Optional<String> answer(String model) {
        try {
            var connection =
                    (HttpURLConnection) endpoint.resolve(model + "/").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(2000);
            if (connection.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            try (var body = connection.getInputStream()) {
                return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Optional.of("an error (" + e.getMessage() + ")");
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
