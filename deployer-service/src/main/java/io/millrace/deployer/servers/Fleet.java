package io.millrace.deployer.servers;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.deployer.DeployerConfig;
import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Outages;
import io.millrace.deployer.rollout.RestartDelay;
import io.millrace.deployer.rollout.Servers;
import io.millrace.deployer.rollout.ServingLog;
import io.millrace.deployer.rollout.Trial;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEvent;
import io.millrace.worker.NeighbourUnavailable;
import io.millrace.workloads.Workloads;
import io.millrace.workloads.WorkloadsUnavailable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All servers that this process looks after, be it that it watches them only; a thread for each. */
@Singleton
final class Fleet implements Servers {
    private static final Logger LOG = Logger.getLogger(Fleet.class);
    private static final Duration LOG_ANSWERS = Duration.ofSeconds(2);

    private final ServingLog log;
    private final Workloads workloads;
    private final Gateway gateway;
    private final Outages outages;
    private final DeployerConfig config;
    private final Clock clock;
    private final HealthProbe probe = new HealthProbe();
    private final Counter restarts;
    private final Map<String, Care> cared = new HashMap<>();
    private final Map<ModelName, Long> latest = new HashMap<>();
    private final Set<String> retired = new HashSet<>();
    /** Those of them that nothing is left of. */
    private final Set<String> gone = new HashSet<>();

    private boolean stopping;

    /**
     * Who looks after a server.
     *
     * @param keeping whether it is kept up, or just watched
     */
    private record Care(ServingChanged version, boolean keeping, Thread thread) {}

    Fleet(
            ServingLog log,
            Workloads workloads,
            Gateway gateway,
            Outages outages,
            DeployerConfig config,
            MeterRegistry registry,
            Clock clock) {
        this.log = log;
        this.workloads = workloads;
        this.gateway = gateway;
        this.outages = outages;
        this.config = config;
        this.clock = clock;
        this.restarts = Counter.builder("millrace.serving.restarts")
                .description("Servers that ended while they should serve, and were started again")
                .register(registry);
    }

    @Override
    public Trial tryOut(ServingChanged candidate) throws InterruptedException {
        Trial trial = new Tryout(workloads, probe, candidate).run();
        if (trial instanceof Trial.Unfit) {
            clear(candidate.workload());
        }
        return trial;
    }

    @Override
    public synchronized void keepUp(ServingChanged version) {
        var delay =
                new RestartDelay(config.restart().firstDelay(), config.restart().maxDelay());
        care(
                version,
                true,
                new KeptServer(
                        version,
                        workloads,
                        gateway,
                        outages,
                        delay,
                        () -> isReplaced(version),
                        restarts::increment,
                        clock));
    }

    @Override
    public synchronized void watch(ServingChanged version) {
        List.copyOf(cared.values()).stream()
                .filter(care -> care.keeping()
                        && care.version().run().model().equals(version.run().model()))
                .forEach(care -> care(care.version(), false, watch(care.version(), () -> isLatest(care.version()))));
        care(version, false, watch(version, () -> isLatest(version)));
    }

    private WatchedServer watch(ServingChanged version, BooleanSupplier wanted) {
        return new WatchedServer(version, workloads, gateway, wanted);
    }

    /** One after the other: who looked after the server before has let go of it when the next one begins. */
    private void care(ServingChanged version, boolean keeping, Runnable looking) {
        String workload = version.workload();
        Care before = cared.get(workload);
        if (stopping || retired.contains(workload) || (before != null && before.keeping() == keeping)) {
            return;
        }
        latest.merge(version.run().model(), version.generation(), Math::max);
        Thread thread = Thread.ofVirtual().name(workload).unstarted(() -> {
            if (before == null || hasEnded(before.thread())) {
                looking.run();
                forget(workload);
            }
        });
        cared.put(workload, new Care(version, keeping, thread));
        if (before != null) {
            before.thread().interrupt();
        }
        thread.start();
    }

    private static boolean hasEnded(Thread thread) {
        try {
            thread.join();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void forget(String workload) {
        Care care = cared.get(workload);
        if (care != null && care.thread() == Thread.currentThread()) {
            cared.remove(workload);
        }
    }

    private synchronized boolean isLatest(ServingChanged version) {
        return version.generation() >= latest.getOrDefault(version.run().model(), 0L);
    }

    /**
     * Whether a later version serves, or none. The log is asked: this process may have been paused, and not know yet that
     * another replica replaced it. While the broker is away nobody replaces anything.
     */
    private boolean isReplaced(ServingChanged version) throws InterruptedException {
        var asked = new CompletableFuture<Optional<ServingEvent>>();
        Thread.ofVirtual().start(() -> asked.complete(log.latest(version.run().model())));
        try {
            return asked.get(LOG_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
                    .filter(latest -> latest.generation() > version.generation())
                    .isPresent();
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking what serves failed", e);
        }
    }

    @Override
    public synchronized void retire(String workload, Duration others) {
        if (!retired.add(workload)) {
            return;
        }
        Instant othersAreDone = clock.instant().plus(others);
        Thread.ofVirtual().name("retire-" + workload).start(() -> {
            try {
                letGo(workload);
                int cutOff = gateway.drain(workload, config.drain());
                if (cutOff > 0) {
                    LOG.warnf("%s had %d requests left after %s; they were cut off", workload, cutOff, config.drain());
                }
                Thread.sleep(Duration.between(clock.instant(), othersAreDone));
                discard(workload);
                isGone(workload);
            } catch (NeighbourUnavailable e) {
                LOG.warnf("%s still runs, until the next start of this process: %s", workload, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public synchronized boolean isRetired(String workload) {
        return gone.contains(workload);
    }

    private synchronized void isGone(String workload) {
        gone.add(workload);
    }

    /** Nobody starts it again from here on. */
    private void letGo(String workload) throws InterruptedException {
        Thread keeper = keeper(workload);
        if (keeper != null) {
            keeper.interrupt();
            keeper.join();
        }
    }

    private synchronized @Nullable Thread keeper(String workload) {
        Care care = cared.remove(workload);
        return care == null ? null : care.thread();
    }

    /** The verdict is not durable yet: after a crash the same server is tried once more. */
    private void clear(String workload) {
        end(workload, workloads::remove);
    }

    @Override
    public void discard(String workload) {
        end(workload, workloads::conclude);
    }

    private void end(String workload, Consumer<String> removal) {
        try {
            workloads.cancel(workload);
            removal.accept(workload);
        } catch (WorkloadsUnavailable e) {
            throw new NeighbourUnavailable(e.failure(), e);
        }
    }

    @PreDestroy
    synchronized void stop() {
        stopping = true;
        cared.values().forEach(care -> care.thread().interrupt());
    }
}
