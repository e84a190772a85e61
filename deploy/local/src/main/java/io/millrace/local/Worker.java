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

/**
 * One of the five workers.
 *
 * @param root the checkout of Millrace that it was built in
 */
record Worker(Stage stage, Path root, Home home, Ports ports) implements Part {
    /** In the order of their ports. */
    static final List<Stage> STAGES = List.of(Stage.DEPLOY, Stage.MONITOR, Stage.BUILD, Stage.TRAIN, Stage.EVALUATE);

    static int port(Stage stage, Ports ports) {
        return ports.base() + STAGES.indexOf(stage);
    }

    @Override
    public String name() {
        return stage.worker();
    }

    @Override
    public String purpose() {
        return "the " + name();
    }

    @Override
    public int port() {
        return port(stage, ports);
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
    }

    @Override
    public List<String> command() {
        var arguments = new ArrayList<>(List.of(
                "-Dquarkus.http.host=" + Ports.HOST,
                "-Dquarkus.http.port=" + port(),
                "-Dkafka.bootstrap.servers=" + ports.bootstrapServers(),
                "-Dmillrace.home=" + home.folder(),
                "-Dmillrace.log.file=" + home.log(name())));
        if (stage == Stage.BUILD) {
            // Whoever registers a model here has a shell on this machine anyway.
            arguments.add("-Dbuilder.git.allow-file=true");
            arguments.add("-Dbuilder.git.allow-private-hosts=true");
        }
        arguments.add("-jar");
        arguments.add(jar().toString());
        return JavaCommand.with(home.classArchive(name()), "160m", arguments);
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
        return root.resolve(name() + "-service/target/quarkus-app/quarkus-run.jar");
    }
}
