package io.millrace.workloads.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.Failure;
import io.millrace.events.Failure.Kind;
import io.millrace.workloads.ArtifactStore;
import io.millrace.workloads.WorkloadRefused;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.Workloads;
import io.millrace.workloads.WorkloadsUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Workloads as processes of this machine, each with a folder {@code <home>/workloads/<name>/}. They outlive this object
 * and this process; another one with the same home finds them. Closing it ends observations, not workloads.
 */
public final class ProcessWorkloads implements Workloads, AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,60}");

    private final Path workloads;
    private final Scratch scratch;
    private final Spent spent;
    private final WorkloadLogs logs;
    private final Preparation preparation;
    private final Starter starter;
    private final Ender ender;
    private final Observers observers;
    private final AtomicBoolean swept = new AtomicBoolean();

    /** With the limits of {@link Limits#DEFAULT} and the {@code python3} of the PATH. */
    public ProcessWorkloads(Path home, ArtifactStore artifacts) {
        this(home, artifacts, "python3", Limits.DEFAULT, Clock.systemUTC());
    }

    /**
     * @param home   Millrace's folder on this machine; made when the first workload is
     * @param python the Python to run guardians with, as on the PATH or a path
     */
    public ProcessWorkloads(Path home, ArtifactStore artifacts, String python, Limits limits, Clock clock) {
        Path root = home.toAbsolutePath().normalize();
        var interpreter = new Python(python);
        workloads = root.resolve("workloads");
        scratch = new Scratch(workloads);
        spent = new Spent(workloads, clock);
        logs = new WorkloadLogs(root);
        preparation = new Preparation(root.resolve("images"), scratch, artifacts, interpreter, limits);
        starter = new Starter(workloads, interpreter, limits);
        ender = new Ender(limits.grace());
        observers = new Observers(new Settlement(artifacts, limits), spent, clock);
    }

    /** Returns once the command is about to start; that takes about as long as starting Python. */
    @Override
    public void submit(WorkloadRequest request) {
        RunFolder folder = folder(request.name());
        try {
            if (spent.has(request.name())) {
                return;
            }
            if (!folder.exists()) {
                makeRoom();
                preparation.prepare(request, folder);
            }
            // Once more: who concludes it spends the name first, and then removes what there is.
            if (spent.has(request.name())) {
                remove(request.name());
                return;
            }
            refuseAnother(request, folder);
            if (!folder.isStarted()) {
                starter.start(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            throw unavailable("submitted", folder, e);
        }
    }

    private void makeRoom() throws IOException {
        Files.createDirectories(workloads);
        if (!swept.getAndSet(true)) {
            scratch.sweep();
        }
    }

    private static void refuseAnother(WorkloadRequest request, RunFolder folder) throws IOException {
        JsonNode wanted = RunFolder.tree(request);
        JsonNode found = folder.requestTree();
        if (found.equals(wanted)) {
            return;
        }
        var different = new TreeSet<String>();
        wanted.properties().stream()
                .filter(field -> !field.getValue().equals(found.get(field.getKey())))
                .forEach(field -> different.add(field.getKey()));
        found.fieldNames().forEachRemaining(name -> {
            if (!wanted.has(name)) {
                different.add(name);
            }
        });
        throw new WorkloadRefused(new Failure(
                Kind.INTERNAL,
                "workload-conflict",
                "workload " + folder.name() + " exists already, with another " + String.join(", ", different),
                "Retry the run; if it happens again, report it: a name stands for one workload.",
                Optional.empty()));
    }

    @Override
    public Observation observe(String name, Consumer<WorkloadReport> observer) {
        return observers.add(folder(name), observer);
    }

    @Override
    public void cancel(String name) {
        RunFolder folder = folder(name);
        try {
            ender.cancel(folder);
        } catch (IOException e) {
            throw unavailable("cancelled", folder, e);
        }
    }

    @Override
    public List<String> lastLines(String name, int lines) {
        RunFolder folder = folder(name);
        try {
            return LogTail.of(folder.log(), lines);
        } catch (IOException e) {
            throw unavailable("read", folder, e);
        }
    }

    @Override
    public void conclude(String name) {
        RunFolder folder = folder(name);
        try {
            spent.add(name);
        } catch (IOException e) {
            throw unavailable("concluded", folder, e);
        }
        remove(name);
    }

    /** Waits for the end of what still runs, the grace time and a little longer at most. */
    @Override
    public void remove(String name) {
        RunFolder folder = folder(name);
        try {
            ender.cancel(folder);
            ender.waitFor(folder);
            Path gone = scratch.free(name);
            Files.move(folder.path(), gone);
            logs.keep(new RunFolder(gone), name);
            Scratch.delete(gone);
        } catch (IOException e) {
            // Another process may have removed it under our eyes, which is what was wanted.
            if (folder.exists()) {
                throw unavailable("removed", folder, e);
            }
        }
        observers.look(name);
    }

    /**
     * Ends every workload of this home that runs, by force after a grace time, and waits for that. They are not
     * cancelled: they end as {@link io.millrace.workloads.WorkloadEnd.Lost}, which calls for another attempt.
     *
     * @return the names of those that ran
     */
    public List<String> stopAll() {
        if (!Files.isDirectory(workloads, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (var found = Files.newDirectoryStream(
                workloads, name -> NAME.matcher(name.getFileName().toString()).matches())) {
            List<RunFolder> running = ender.stop(found);
            scratch.sweep();
            return running.stream().map(RunFolder::name).toList();
        } catch (IOException e) {
            throw unavailable("stopped", new RunFolder(workloads), e);
        }
    }

    @Override
    public void close() {
        observers.close();
    }

    private RunFolder folder(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a workload: '" + name + "', expected " + NAME);
        }
        return new RunFolder(workloads.resolve(name));
    }

    private static WorkloadsUnavailable unavailable(String done, RunFolder folder, Exception why) {
        var unavailable = new WorkloadsUnavailable(Failure.transientFailure(
                "workloads-unavailable",
                "workload " + folder.name() + " cannot be " + done + " now: " + why,
                "Check that " + folder.path().getParent() + " can be written and that its disk is not full."));
        unavailable.initCause(why);
        return unavailable;
    }
}
