package io.millrace.workloads.process;

import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.WorkloadRequest.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows one workload from its start to its end, whenever that was. Used by one thread, but for {@link #look}. */
final class Following {
    private static final Logger LOG = System.getLogger(Following.class.getName());

    /** How often to see without occasion whether the guardian lives. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Where the system does not tell of changes at once, they are looked for. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final boolean TOLD_AT_ONCE =
            System.getProperty("os.name", "").startsWith("Linux");

    private final RunFolder folder;
    private final Consumer<WorkloadReport> observer;
    private final Settlement settlement;
    private final Spent spent;
    private final Supplier<HttpClient> client;
    private final Clock clock;
    private final Bell bell = new Bell();
    private final LogLines lines;

    private boolean known;
    private boolean startReported;
    private boolean readyReported;
    private boolean told = TOLD_AT_ONCE;
    private long lookForGuardianAt = System.nanoTime();
    private @Nullable WorkloadRequest request;
    private @Nullable ServerStart server;

    Following(
            RunFolder folder,
            Consumer<WorkloadReport> observer,
            Settlement settlement,
            Spent spent,
            Supplier<HttpClient> client,
            Clock clock) {
        this.folder = folder;
        this.observer = observer;
        this.settlement = settlement;
        this.spent = spent;
        this.client = client;
        this.clock = clock;
        lines = new LogLines(folder.log());
    }

    /** Returns after the last report. */
    void toTheEnd(FolderWatch watch) throws InterruptedException {
        known = folder.exists();
        try (lines;
                Closeable ringing = ringing(watch)) {
            Optional<WorkloadEnd> end = lookOnceMore();
            while (end.isEmpty()) {
                bell.await(pause());
                end = lookOnceMore();
            }
            observer.accept(new WorkloadReport.Ended(end.get()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing what was open of workload " + folder.name(), e);
        }
    }

    /** Has it look again now. */
    void look() {
        bell.ring();
    }

    private Closeable ringing(FolderWatch watch) {
        try {
            return watch.register(folder.path(), bell);
        } catch (IOException e) {
            told = false;
            return () -> {};
        }
    }

    private Duration pause() {
        Duration longest = told ? TICK : LOOK;
        Duration health = server == null ? longest : server.pause();
        return health.compareTo(longest) < 0 ? health : longest;
    }

    /** A folder that cannot be read now is looked at again later. */
    private Optional<WorkloadEnd> lookOnceMore() throws InterruptedException {
        try {
            return lookNow();
        } catch (IOException | UncheckedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while workload " + folder.name() + " was looked at");
            }
            if (folder.exists()) {
                LOG.log(Level.WARNING, "workload " + folder.name() + " cannot be observed now, trying again", e);
                Thread.sleep(TICK);
                return Optional.empty();
            }
            return Optional.of(gone());
        }
    }

    private Optional<WorkloadEnd> lookNow() throws IOException {
        if (!folder.exists()) {
            return Optional.of(gone());
        }
        if (!folder.isStarted()) {
            return Optional.empty();
        }
        WorkloadRequest asked = reportStart();
        // In this order: what the log has when the end is known is all that it will ever have.
        Optional<ExitFile> exit = exit();
        lines.read(this::report);
        reportReadiness(asked, exit.isPresent());
        if (exit.isEmpty()) {
            return Optional.empty();
        }
        lines.rest(this::report);
        return Optional.of(settlement.of(exit.get(), folder, asked));
    }

    /** Nothing is known of a workload without a folder; if it had one, somebody concluded it under our eyes. */
    private WorkloadEnd gone() {
        return known || spent.has(folder.name()) ? new WorkloadEnd.Cancelled() : new WorkloadEnd.Lost();
    }

    private WorkloadRequest reportStart() throws IOException {
        WorkloadRequest asked = request;
        if (asked == null) {
            asked = folder.request();
            request = asked;
        }
        if (!startReported) {
            observer.accept(new WorkloadReport.Started());
            startReported = true;
        }
        return asked;
    }

    private void report(String line) {
        observer.accept(new WorkloadReport.Line(line));
    }

    private Optional<ExitFile> exit() throws IOException {
        Optional<ExitFile> exit = folder.exit();
        if (exit.isPresent() || System.nanoTime() - lookForGuardianAt < 0) {
            return exit;
        }
        lookForGuardianAt = System.nanoTime() + TICK.toNanos();
        if (Guardian.lives(folder)) {
            return exit;
        }
        exit = folder.exit();
        if (exit.isPresent()) {
            return exit;
        }
        Remains.end(folder);
        return Optional.of(new ExitFile.Stopped());
    }

    private void reportReadiness(WorkloadRequest asked, boolean over) throws IOException {
        if (readyReported || !(asked.kind() instanceof Kind.Server kind)) {
            return;
        }
        URI address = folder.launch().server().orElseThrow();
        boolean ready =
                over ? ServerStart.wasReady(folder) : serverStart(address, kind).isReady();
        if (ready) {
            observer.accept(new WorkloadReport.Ready(address));
            readyReported = true;
            server = null;
        }
    }

    private ServerStart serverStart(URI address, Kind.Server kind) throws IOException {
        ServerStart start = server;
        if (start == null) {
            start = new ServerStart(folder, address, kind, client.get(), clock, bell);
            server = start;
        }
        return start;
    }
}
