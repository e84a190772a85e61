package io.millrace.bench;

import io.millrace.events.Stage;
import io.millrace.events.Topic;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Five workers of the real kit, each a process of its own, whose work is done at once. */
final class IdleStages implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** As the real workers do; the monitor stands in for a fifth. */
    private static final Map<Stage, List<Topic>> READS = new EnumMap<>(Map.of(
            Stage.BUILD, List.of(Topic.MODEL_REGISTERED, Topic.COMMANDS),
            Stage.TRAIN, List.of(Topic.IMAGE_BUILT, Topic.COMMANDS),
            Stage.EVALUATE, List.of(Topic.MODEL_TRAINED, Topic.IMAGE_BUILT, Topic.COMMANDS),
            Stage.DEPLOY, List.of(Topic.MODEL_EVALUATED, Topic.COMMANDS),
            Stage.MONITOR, List.of(Topic.MODEL_DEPLOYED, Topic.COMMANDS)));

    private final List<Child> workers = new ArrayList<>();

    /**
     * Returns when all are ready.
     *
     * @param root      the checkout, where they are built
     * @param folder    for their logs
     * @param basePort  the first of five
     * @param recording where each leaves a flight recording; absent for none
     */
    IdleStages(Path root, Path folder, String bootstrapServers, int basePort, Optional<Path> recording)
            throws InterruptedException {
        Path jar = root.resolve("deploy/bench/idle-stage/target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not built; deploy/bench/run builds it");
        }
        READS.forEach((stage, topics) -> {
            var arguments = new ArrayList<String>();
            recording.ifPresent(to -> arguments.addAll(List.of(
                    "-XX:-AutoCreateSharedArchive", // a JVM that writes an archive records nothing
                    "-XX:StartFlightRecording=settings=profile,filename=" + to.resolve(stage + ".jfr"))));
            arguments.addAll(List.of(
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=" + (basePort + workers.size()),
                    "-Dkafka.bootstrap.servers=" + bootstrapServers,
                    "-Dmillrace.stage=" + stage,
                    "-Dmillrace.instance=idle-" + stage,
                    "-Dmp.messaging.incoming.in.topics=" + names(topics),
                    "-jar",
                    jar.toString()));
            workers.add(Child.silent(folder, "idle-" + stage, "160m", arguments));
        });
        for (Child worker : workers) {
            awaitReady(
                    worker, URI.create("http://127.0.0.1:" + (basePort + workers.indexOf(worker)) + "/q/health/ready"));
        }
    }

    private static String names(List<Topic> topics) {
        return topics.stream().map(topic -> topic.name(Topic.DEFAULT_PREFIX)).collect(Collectors.joining(","));
    }

    private void awaitReady(Child worker, URI readiness) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Answers.isWell(readiness)) {
            if (!worker.isAlive() || System.nanoTime() - deadline > 0) {
                close();
                throw new IllegalStateException("a stage is not ready; " + worker.logged());
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    @Override
    public void close() {
        workers.forEach(Child::terminate);
        workers.forEach(Child::close);
    }
}
