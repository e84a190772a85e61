package io.millrace.deployer.servers;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.deployer.DeployerConfig;
import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Outages;
import io.millrace.deployer.rollout.RestartDelay;
import io.millrace.deployer.rollout.Servers;
import io.millrace.deployer.rollout.Trial;
import io.millrace.events.ServingChanged;
import io.millrace.worker.NeighbourUnavailable;
import io.millrace.workloads.Workloads;
import io.millrace.workloads.WorkloadsUnavailable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All servers that this process looks after; a thread for each. */
@Singleton
final class Fleet implements Servers {
    private static final Logger LOG = Logger.getLogger(Fleet.class);

    private final Workloads workloads;
    private final Gateway gateway;
    private final Outages outages;
    private final DeployerConfig config;
    private final Clock clock;
    private final HealthProbe probe = new HealthProbe();
    private final Counter restarts;
    private final Map<String, Thread> kept = new HashMap<>();
    private final Set<String> retired = new HashSet<>();
    private boolean stopping;

    Fleet(
            Workloads workloads,
            Gateway gateway,
            Outages outages,
            DeployerConfig config,
            MeterRegistry registry,
            Clock clock) {
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
            discard(candidate.workload());
        }
        return trial;
    }

    @Override
    public synchronized void keepUp(ServingChanged version) {
        if (stopping || retired.contains(version.workload()) || kept.containsKey(version.workload())) {
            return;
        }
        var delay =
                new RestartDelay(config.restart().firstDelay(), config.restart().maxDelay());
        var server = new KeptServer(version, workloads, gateway, outages, delay, restarts::increment, clock);
        kept.put(version.workload(), Thread.ofVirtual().name(version.workload()).start(server));
    }

    @Override
    public synchronized void retire(String workload) {
        if (!retired.add(workload)) {
            return;
        }
        Thread.ofVirtual().name("retire-" + workload).start(() -> {
            try {
                letGo(workload);
                int cutOff = gateway.drain(workload, config.drain());
                if (cutOff > 0) {
                    LOG.warnf("%s had %d requests left after %s; they were cut off", workload, cutOff, config.drain());
                }
                discard(workload);
            } catch (NeighbourUnavailable e) {
                LOG.warnf("%s still runs, until the next start of this process: %s", workload, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
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
        return kept.remove(workload);
    }

    @Override
    public void discard(String workload) {
        try {
            workloads.cancel(workload);
            workloads.conclude(workload);
        } catch (WorkloadsUnavailable e) {
            throw new NeighbourUnavailable(e.failure(), e);
        }
    }

    @PreDestroy
    synchronized void stop() {
        stopping = true;
        kept.values().forEach(Thread::interrupt);
    }
}
