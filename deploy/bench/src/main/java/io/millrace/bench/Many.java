package io.millrace.bench;

import io.millrace.events.ModelRegistered;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * Many versions of one model at once, then many models at once, on a stack whose stores have far less room than all of
 * it takes; at last a restart, which brings back what serves from what was kept of it.
 */
final class Many {
    /** Of each store; the artifacts of 200 versions are ten times as much. */
    static final long STORE_BYTES = 2_000_000;

    /** The shortest that still spares what is under way: a run that ended may be retried for so long. */
    static final Map<String, String> TIGHT = Map.of(
            "MILLRACE_RETENTION_EVERY", "PT2S",
            "MILLRACE_RETENTION_GRACE", "PT5S",
            "MILLRACE_RETENTION_MAX_BYTES", Long.toString(STORE_BYTES));

    private static final String ONE = "many-versions";
    private static final String EACH = "many-models-";
    private static final List<String> FOLDERS = List.of("images", "artifacts", "workloads", "cache", "logs", "kafka");
    private static final Duration COMES_BACK = Duration.ofMinutes(2);

    private final LocalStack stack;
    private final Path repository;
    private final Consumer<String> tell;

    /**
     * What was seen after so many registrations.
     *
     * @param disk bytes by folder, once the stores were looked after
     */
    record Look(String after, EndedRuns.Result runs, List<Memory> memory, Map<String, Long> disk) {}

    record Seen(List<Memory> before, List<Look> looks, int servedAgain) {}

    Many(LocalStack stack, Path repository, Consumer<String> tell) {
        this.stack = stack;
        this.repository = repository;
        this.tell = tell;
    }

    Seen measure(int versions, int models, Duration patience)
            throws IOException, InterruptedException, GitAPIException {
        try (var many = new ManyModels(repository)) {
            List<ModelRegistered> ofOne = many.versionsOf(ONE, versions);
            List<ModelRegistered> ofEach = many.models(EACH, models);
            stack.forget();
            stack.up();
            List<Memory> before = memory();
            var looks = new ArrayList<Look>();
            looks.add(look(versions + " versions of one model", ofOne, patience));
            looks.add(look(models + " models", ofEach, patience));
            return new Seen(before, looks, servedAfterARestart(versions, models));
        }
    }

    private Look look(String what, List<ModelRegistered> registrations, Duration patience)
            throws IOException, InterruptedException {
        tell.accept("registering " + what);
        EndedRuns.Result runs;
        try (var pipeline = new EndedRuns(stack.bootstrapServers())) {
            runs = pipeline.of(registrations, patience);
        }
        tell.accept("ended after %d s: %s".formatted(runs.took().toSeconds(), runs.howMany()));
        Thread.sleep(Duration.ofSeconds(15)); // for the grace time to pass, and the stores to be looked after
        var look = new Look(what, runs, memory(), disk());
        tell.accept(look.memory() + " " + look.disk());
        return look;
    }

    private List<Memory> memory() throws IOException, InterruptedException {
        var all = new ArrayList<Memory>();
        for (Map.Entry<String, LocalStack.Address> process : stack.addresses().entrySet()) {
            boolean isWorker = !process.getKey().equals("broker");
            all.add(Memory.of(
                    process.getKey(),
                    process.getValue().pid(),
                    isWorker ? process.getValue().port() : 0));
        }
        return all;
    }

    private Map<String, Long> disk() throws IOException {
        var bytes = new LinkedHashMap<String, Long>();
        for (String folder : FOLDERS) {
            bytes.put(folder, Folders.allocatedBytes(stack.home().resolve(folder)));
        }
        return bytes;
    }

    private int servedAfterARestart(int versions, int models) throws IOException, InterruptedException {
        stack.down();
        stack.up();
        var served = new ArrayList<String>();
        if (versions >= ManyModels.DEPLOYED_ONE_IN) {
            served.add(ONE);
        }
        for (int i = ManyModels.DEPLOYED_ONE_IN; i <= models; i += ManyModels.DEPLOYED_ONE_IN) {
            served.add(EACH + i);
        }
        int port = Objects.requireNonNull(stack.addresses().get("deployer"), "deployer")
                .port();
        for (String model : served) {
            awaitAnswer(URI.create("http://127.0.0.1:" + port + "/models/" + model + "/"));
        }
        return served.size();
    }

    private static void awaitAnswer(URI model) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + COMES_BACK.toNanos();
        HttpResponse<byte[]> answer;
        try (var client = HttpClient.newHttpClient()) {
            do {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(model + " does not answer " + COMES_BACK + " after the restart");
                }
                Thread.sleep(200);
                answer = client.send(HttpRequest.newBuilder(model).build(), HttpResponse.BodyHandlers.ofByteArray());
            } while (answer.statusCode() != 200 || answer.body().length != ManyModels.MODEL_BYTES);
        }
    }
}
