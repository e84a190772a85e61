package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The second peer: a workflow of five activities on Temporal's in-memory test server, which makes nothing durable.
 * Server, worker and client are a process of their own, which is told of runs, and tells their ends, by a line each.
 */
final class TemporalCourse implements Course {
    private static final String MAIN = "io.millrace.bench.temporal.Main";

    private final Child temporal;

    /** @param root the checkout, where the peer is built */
    TemporalCourse(Path root, Path folder) {
        Path target = root.resolve("deploy/bench/temporal-peer/target");
        if (!Files.isDirectory(target.resolve("lib"))) {
            throw new IllegalStateException("the peer in " + target + " is not built; deploy/bench/run builds it");
        }
        // Its heap is what the five workers have together.
        temporal = Child.talking(
                folder,
                "temporal",
                "800m",
                List.of("-cp", target.resolve("classes") + ":" + target.resolve("lib/*"), MAIN));
        temporal.awaitReady();
    }

    @Override
    public void begin(int run) {
        temporal.say(Integer.toString(run));
    }

    @Override
    public List<Integer> ended() throws IOException {
        return temporal.lines().stream().map(Integer::valueOf).toList();
    }

    @Override
    public void close() {
        temporal.close();
    }
}
