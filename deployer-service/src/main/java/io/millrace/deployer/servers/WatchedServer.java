package io.millrace.deployer.servers;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.events.ServingChanged;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.Workloads;
import io.millrace.workloads.WorkloadsUnavailable;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Tells the gateway where a server is that another replica keeps up, and when it is gone, until its thread is
 * interrupted, or until it ended and is not wanted any more. Starts and ends nothing.
 */
final class WatchedServer implements Runnable {
    private static final Logger LOG = Logger.getLogger(WatchedServer.class);

    /** Between two looks for a server that is not there. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ServingChanged version;
    private final Workloads workloads;
    private final Gateway gateway;
    private final BooleanSupplier wanted;

    WatchedServer(ServingChanged version, Workloads workloads, Gateway gateway, BooleanSupplier wanted) {
        this.version = version;
        this.workloads = workloads;
        this.gateway = gateway;
        this.wanted = wanted;
    }

    @Override
    public void run() {
        try {
            do {
                untilItEnds();
                Thread.sleep(PAUSE);
            } while (wanted.getAsBoolean());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilItEnds() throws InterruptedException {
        try {
            workloads.awaitEnd(version.workload(), this::on);
            gateway.down(version);
        } catch (WorkloadsUnavailable e) {
            LOG.debugf("%s cannot be watched: %s", version.workload(), e.getMessage());
        } catch (RuntimeException e) {
            // This thread is ours, and so is the bug: it must not end the watch.
            LOG.error("a bug in watching " + version.workload(), e);
        }
    }

    private void on(WorkloadReport report) {
        if (report instanceof WorkloadReport.Ready(var address)) {
            gateway.up(version, address);
        }
    }
}
