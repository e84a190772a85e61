package io.millrace.workloads.process;

import io.millrace.events.RunId;
import io.millrace.events.Stage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What workloads of this machine wrote to standard output and standard error: while they are there in their folders,
 * afterwards in {@code <home>/logs/workloads/<name>}. What is kept afterwards is bounded; the oldest goes.
 */
public final class WorkloadLogs {
    /** Some thousand logs of the usual size, and eight of the largest that a workload may write. */
    static final long KEPT_BYTES = 512L << 20;

    /** So that looking for the oldest is no work for every single one. */
    private static final long KEPT_BETWEEN_SWEEPS = 50;

    private final Path workloads;
    private final Path kept;
    private final long bytes;
    private long keptSinceSweep = KEPT_BETWEEN_SWEEPS;

    /** @param home Millrace's folder on this machine */
    public WorkloadLogs(Path home) {
        this(home, KEPT_BYTES);
    }

    WorkloadLogs(Path home, long bytes) {
        this.workloads = home.resolve("workloads");
        this.kept = home.resolve("logs").resolve("workloads");
        this.bytes = bytes;
    }

    /** Names of the workloads of a run at a stage that wrote a log, in the order of their rounds and attempts. */
    public List<String> names(RunId run, Stage stage) throws IOException {
        String glob = stage.wireName() + "-" + run + "-*";
        var names = new ArrayList<String>();
        for (Path folder : List.of(workloads, kept)) {
            try (var found = Files.newDirectoryStream(folder, glob)) {
                found.forEach(path -> names.add(path.getFileName().toString()));
            } catch (NoSuchFileException e) {
                // Nothing ran here yet, or nothing has ended.
            }
        }
        return names.stream()
                .distinct()
                .sorted(Comparator.comparing((String name) -> number(name, 2)).thenComparing(name -> number(name, 1)))
                .toList();
    }

    private static int number(String name, int fromTheEnd) {
        String[] parts = name.split("-");
        return Integer.parseInt(parts[parts.length - fromTheEnd]);
    }

    /** A log that may still grow. */
    public Reader read(String name) {
        return new Reader(name);
    }

    /** Reads a log from its beginning. Not thread-safe. */
    public final class Reader implements Closeable {
        private final RunFolder folder;
        private final LogLines lines;

        private Reader(String name) {
            this.folder = new RunFolder(workloads.resolve(name));
            Path living = folder.log();
            this.lines = new LogLines(Files.exists(living) ? living : kept.resolve(name));
        }

        /**
         * Hands over the lines that are complete and were not handed over yet, without their colours.
         *
         * @return whether there may be more to come
         */
        public boolean next(Consumer<String> taker) throws IOException {
            boolean isOver = !folder.exists() || folder.exit().isPresent();
            lines.read(taker);
            if (isOver) {
                lines.rest(taker);
            }
            return !isOver;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** Takes the log out of a folder that is about to be removed. */
    void keep(RunFolder folder, String name) throws IOException {
        Files.createDirectories(kept);
        try {
            Files.move(folder.log(), kept.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            return; // it wrote none
        }
        sweepFromTimeToTime();
    }

    private synchronized void sweepFromTimeToTime() throws IOException {
        keptSinceSweep++;
        if (keptSinceSweep < KEPT_BETWEEN_SWEEPS) {
            return;
        }
        keptSinceSweep = 0;
        sweep();
    }

    /** The newest stay that fit. */
    void sweep() throws IOException {
        var logs = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(kept)) {
            found.forEach(logs::add);
        }
        record Log(Path path, long at, long size) {}
        var all = new ArrayList<Log>();
        for (Path log : logs) {
            try {
                all.add(new Log(log, Files.getLastModifiedTime(log).toMillis(), Files.size(log)));
            } catch (NoSuchFileException e) {
                // Another process sweeps, too.
            }
        }
        all.sort(Comparator.comparing(Log::at).reversed());
        long size = 0;
        for (Log log : all) {
            size += log.size();
            if (size > bytes) {
                Files.deleteIfExists(log.path());
            }
        }
    }
}
