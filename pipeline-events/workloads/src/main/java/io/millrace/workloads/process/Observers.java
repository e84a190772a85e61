package io.millrace.workloads.process;

import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.Workloads.Observation;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The observations that go on, each on a thread of its own. */
final class Observers implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Observers.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final Settlement settlement;
    private final Spent spent;
    private final Clock clock;
    private final FolderWatch watch = new FolderWatch();
    private final Map<Observing, String> ongoing = new ConcurrentHashMap<>();
    private @Nullable HttpClient client;

    Observers(Settlement settlement, Spent spent, Clock clock) {
        this.settlement = settlement;
        this.spent = spent;
        this.clock = clock;
    }

    Observation add(RunFolder folder, Consumer<WorkloadReport> observer) {
        var observing = new Observing(folder, observer);
        ongoing.put(observing, folder.name());
        observing.thread.start();
        return observing;
    }

    /** Has those who observe a workload look at it now. */
    void look(String name) {
        ongoing.forEach((observing, observed) -> {
            if (observed.equals(name)) {
                observing.following.look();
            }
        });
    }

    @Override
    public synchronized void close() {
        ongoing.keySet().forEach(Observing::close);
        try {
            watch.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing the watch on run folders", e);
        }
        if (client != null) {
            client.shutdownNow();
        }
    }

    /** Made when the first server is waited for; most stages never need it. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
        }
        return client;
    }

    private final class Observing implements Observation {
        private final Following following;
        private final Thread thread;
        private final String name;

        Observing(RunFolder folder, Consumer<WorkloadReport> observer) {
            name = folder.name();
            following = new Following(folder, observer, settlement, spent, Observers.this::client, clock);
            thread = Thread.ofVirtual().name("observe-" + name).unstarted(this::run);
        }

        private void run() {
            try {
                following.toTheEnd(watch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "workload " + name + " is observed no longer: its observer failed", e);
            } finally {
                ongoing.remove(this);
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
