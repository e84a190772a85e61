package io.millrace.bench;

import io.millrace.events.Stage;
import io.millrace.events.Topic;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Five workers of the real kit, each a process of its own, whose work is done at once. */
final class IdleStages implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<Stage, Topic> READS = new LinkedHashMap<>();

    static {
        READS.put(Stage.BUILD, Topic.MODEL_REGISTERED);
        READS.put(Stage.TRAIN, Topic.IMAGE_BUILT);
        READS.put(Stage.EVALUATE, Topic.MODEL_TRAINED);
        READS.put(Stage.DEPLOY, Topic.MODEL_EVALUATED);
        READS.put(Stage.MONITOR, Topic.MODEL_DEPLOYED);
    }

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
        READS.forEach((stage, topic) -> {
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
                    "-Dmp.messaging.incoming.in.topics=" + topic.name(Topic.DEFAULT_PREFIX),
                    "-jar",
                    jar.toString()));
            workers.add(Child.silent(folder, "idle-" + stage, "160m", arguments));
        });
        for (Child worker : workers) {
            awaitReady(
                    worker, URI.create("http://127.0.0.1:" + (basePort + workers.indexOf(worker)) + "/q/health/ready"));
        }
    }

    private void awaitReady(Child worker, URI readiness) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isWell(readiness)) {
            if (!worker.isAlive() || System.nanoTime() - deadline > 0) {
                close();
                throw new IllegalStateException("a stage is not ready; " + worker.logged());
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private static boolean isWell(URI readiness) {
        try {
            var connection = (HttpURLConnection) readiness.toURL().openConnection();
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        workers.forEach(Child::terminate);
        workers.forEach(Child::close);
    }
}
