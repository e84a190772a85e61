package io.millrace.local;

import io.millrace.events.Stage;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One of the five workers, or a replica of one.
 *
 * @param replica counted from 1; a further one has it in its name, and listens at ports of its own
 * @param root    the checkout of Millrace that it was built in
 */
record Worker(Stage stage, int replica, Path root, Home home, Ports ports) implements Part {
    /** In the order of their ports. */
    static final List<Stage> STAGES = List.of(Stage.DEPLOY, Stage.MONITOR, Stage.BUILD, Stage.TRAIN, Stage.EVALUATE);

    /** Ports of a replica lie this far after those of the one before: beyond the broker's. */
    private static final int BETWEEN_REPLICAS = 20;

    /** Every worker of a stack: the replicas of each but the monitor, those of higher numbers last. */
    static List<Worker> all(Replicas replicas, Path root, Home home, Ports ports) {
        return IntStream.rangeClosed(1, replicas.count())
                .boxed()
                .flatMap(replica -> STAGES.stream()
                        .filter(stage -> replica == 1 || stage != Stage.MONITOR)
                        .map(stage -> new Worker(stage, replica, root, home, ports)))
                .toList();
    }

    /** Of the first replica. */
    static int port(Stage stage, Ports ports) {
        return ports.base() + STAGES.indexOf(stage);
    }

    @Override
    public String name() {
        return stage.worker() + suffix();
    }

    @Override
    public String role() {
        return stage.worker();
    }

    private String suffix() {
        return replica == 1 ? "" : "-" + replica;
    }

    @Override
    public String purpose() {
        return "the " + name();
    }

    @Override
    public int port() {
        return port(stage, ports) + BETWEEN_REPLICAS * (replica - 1);
    }

    @Override
    public Map<Integer, String> listens() {
        return Map.of(port(), purpose());
    }

    @Override
    public void prepare() {
        if (!Files.isRegularFile(jar())) {
            throw CannotGoOn.because(
                    "not-built",
                    jar() + " is missing: " + purpose() + " is not built",
                    "Run ./mvnw -DskipTests package.");
        }
        archive().discardOthers();
    }

    @Override
    public List<String> command() {
        var arguments = new ArrayList<>(List.of(
                "-Dquarkus.http.host=" + Ports.HOST,
                "-Dquarkus.http.port=" + port(),
                "-Dkafka.bootstrap.servers=" + ports.bootstrapServers(),
                "-Dmillrace.home=" + home.folder(),
                "-Dmillrace.log.file=" + home.log(name()),
                "-Dmillrace.instance=" + service() + suffix()));
        if (stage == Stage.DEPLOY) {
            // A model's address stays, whichever replica deploys it.
            arguments.add("-Ddeployer.public-url=http://" + Ports.HOST + ":" + port(stage, ports));
        }
        if (stage == Stage.MONITOR) {
            arguments.add("-Dmonitor.public-url=http://" + Ports.HOST + ":" + port(stage, ports));
        }
        if (stage == Stage.BUILD) {
            // Whoever registers a model here has a shell on this machine anyway.
            arguments.add("-Dbuilder.git.allow-file=true");
            arguments.add("-Dbuilder.git.allow-private-hosts=true");
        }
        if (Files.exists(home.settings(role()))) {
            arguments.add("-Dquarkus.config.locations=" + home.settings(role()).toUri());
        }
        arguments.add("-jar");
        arguments.add(jar().toString());
        return JavaCommand.with(archive().file(), "160m", arguments);
    }

    private ClassArchive archive() {
        return home.classArchive(name(), jar().toString());
    }

    @Override
    public Path workingDirectory() {
        return home.folder();
    }

    @Override
    public boolean isReady() {
        URI readiness = URI.create("http://" + Ports.HOST + ":" + port() + "/q/health/ready");
        try {
            var connection = (HttpURLConnection) readiness.toURL().openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofSeconds(90);
    }

    private Path jar() {
        return root.resolve(service() + "/target/quarkus-app/quarkus-run.jar");
    }

    private String service() {
        return stage.worker() + "-service";
    }
}
