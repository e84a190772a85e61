package io.millrace.deployer.servers;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Outages;
import io.millrace.deployer.rollout.RestartDelay;
import io.millrace.events.Failure;
import io.millrace.events.ServingChanged;
import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadRefused;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.Workloads;
import io.millrace.workloads.WorkloadsUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps a version's server running: starts it or finds it, tells the gateway when it answers and when it is gone, and
 * starts it again, until its thread is interrupted or another version serves. The server outlives the thread.
 */
final class KeptServer implements Runnable {
    private static final Logger LOG = Logger.getLogger(KeptServer.class);
    private static final int EVIDENCE_LINES = 20;

    private final ServingChanged version;
    private final Workloads workloads;
    private final Gateway gateway;
    private final Outages outages;
    private final Replacement replacement;
    private final Runnable restarted;
    private final Clock clock;
    private RestartDelay delay;
    private volatile Optional<Instant> answersSince = Optional.empty();

    /** Tells before each start after the first whether another version serves by now. */
    interface Replacement {
        boolean happened() throws InterruptedException;
    }

    /** @param restarted called before each start after the first */
    KeptServer(
            ServingChanged version,
            Workloads workloads,
            Gateway gateway,
            Outages outages,
            RestartDelay delay,
            Replacement replacement,
            Runnable restarted,
            Clock clock) {
        this.version = version;
        this.workloads = workloads;
        this.gateway = gateway;
        this.outages = outages;
        this.delay = delay;
        this.replacement = replacement;
        this.restarted = restarted;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Failure why = serveUntilItEnds();
                if (delay.isOutage()) {
                    outages.began(version, why);
                }
                LOG.warnf(
                        "%s of %s serves no more and is started again in %d ms: %s",
                        version.workload(),
                        version.run().subject(),
                        delay.value().toMillis(),
                        why.summary());
                Thread.sleep(delay.value());
                if (replacement.happened()) {
                    LOG.infof("%s is replaced and not started again", version.workload());
                    return;
                }
                restarted.run();
            }
        } catch (InterruptedException e) {
            LOG.debugf("let go of %s", version.workload());
            // Whoever keeps it up from here on knows whether it has come to stay.
            answersSince = Optional.empty();
            Thread.currentThread().interrupt();
        }
    }

    /** Until it ends, or cannot be started; then {@link #delay} says how long to wait. */
    private Failure serveUntilItEnds() throws InterruptedException {
        answersSince = Optional.empty();
        try {
            return serve();
        } catch (WorkloadsUnavailable e) {
            return e.failure();
        } catch (WorkloadRefused e) {
            return e.failure();
        } catch (RuntimeException e) {
            // This thread is ours, and so is the bug: it must not end the care for the server.
            LOG.error("a bug in keeping up " + version.workload(), e);
            return new Failure(Failure.Kind.INTERNAL, "internal-error", e.toString(), "Report it.", Optional.empty());
        } finally {
            delay = delay.ended(answersSince
                    .map(since -> Duration.between(since, clock.instant()))
                    .orElse(Duration.ZERO));
        }
    }

    private Failure serve() throws InterruptedException {
        WorkloadEnd end = workloads.runToEnd(ServerWorkload.of(version), this::on);
        gateway.down(version);
        Failure why = Tryout.failure(end, version, workloads.lastLines(version.workload(), EVIDENCE_LINES));
        workloads.remove(version.workload());
        return why;
    }

    private void on(WorkloadReport report) {
        if (report instanceof WorkloadReport.Ready(var address)) {
            Optional<Instant> since = Optional.of(clock.instant());
            answersSince = since;
            gateway.up(version, address);
            CompletableFuture.delayedExecutor(delay.most().toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> trust(since));
        }
    }

    /** A server that still answers since then has come to stay. */
    private void trust(Optional<Instant> since) {
        if (answersSince.equals(since)) {
            outages.ended(version);
        }
    }
}
