package io.millrace.bench;

import io.millrace.events.ModelRegistered;
import io.millrace.events.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Kills the replica that has a model, stage by stage, and sees how soon the other one works on the model. */
final class Failover {
    static final int REPLICAS = 2;

    private final LocalStack stack;
    private final Consumer<String> tell;

    /** @param stack with {@value #REPLICAS} replicas */
    Failover(LocalStack stack, Consumer<String> tell) {
        this.stack = stack;
        this.tell = tell;
    }

    /** @param millis from the kill to the moment at which the other replica says that it is at work */
    record Takeover(Stage stage, String killed, double millis) {}

    /** Each kill is followed by a registration at once, which needs the partition that nobody has. */
    List<Takeover> measure(ModelRegistered registration, int kills) throws IOException, InterruptedException {
        stack.up();
        List<Takeover> takeovers = new ArrayList<>();
        try (var replicas = new Replicas(stack.bootstrapServers());
                var pipeline = new Pipeline(stack.bootstrapServers())) {
            awaitAll(replicas);
            pipeline.run(registration);
            for (int kill = 0; kill < kills; kill++) {
                Stage stage = WatchedRun.STAGES.get(kill % WatchedRun.STAGES.size());
                takeovers.add(kill(stage, replicas, pipeline, registration));
                tell.accept("%d of %d: %s".formatted(kill + 1, kills, takeovers.getLast()));
                stack.up();
                awaitAll(replicas);
            }
        }
        return takeovers;
    }

    private Takeover kill(Stage stage, Replicas replicas, Pipeline pipeline, ModelRegistered registration)
            throws InterruptedException {
        String holder = replicas.holder(stage, registration.model());
        long pid = Objects.requireNonNull(stack.pids().get(holder), holder);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        long killedAt = System.currentTimeMillis();
        WatchedRun run = pipeline.watch(registration);
        return new Takeover(stage, holder, run.startedAt(stage) - killedAt);
    }

    private static void awaitAll(Replicas replicas) throws InterruptedException {
        for (Stage stage : WatchedRun.STAGES) {
            replicas.await(stage, REPLICAS);
        }
    }
}
