package io.millrace.deployer.endpoint;

import io.millrace.deployer.DeployerConfig;
import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Route;
import io.millrace.deployer.rollout.Routes;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The servers that requests go to. Switching is the replacement of one reference. */
@Singleton
final class Backends implements Gateway {
    private static final Logger LOG = Logger.getLogger(Backends.class);

    private final Vertx vertx;
    private final DeployerConfig config;
    private final Map<String, Backend> byWorkload = new HashMap<>();
    private volatile Routes<Backend> routes = Routes.unread();

    Backends(Vertx vertx, DeployerConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    Route<Backend> of(ModelName model) {
        return routes.of(model);
    }

    Collection<Routes.Deployed<Backend>> all() {
        return routes.all();
    }

    @Override
    public synchronized void comingUp(ServingChanged version) {
        change(before -> before.comingUp(version));
    }

    @Override
    public synchronized void up(ServingChanged version, URI address) {
        Backend known = byWorkload.get(version.workload());
        if (known != null && known.address().equals(address)) {
            return;
        }
        var backend = new Backend(vertx, address, config.endpoint());
        if (!change(before -> before.up(version, backend))) {
            backend.close();
            return;
        }
        byWorkload.put(version.workload(), backend);
        LOG.infof(
                "%s is served by generation %d, %s, at %s",
                version.run().model(), version.generation(), version.run().subject(), address);
        if (known != null) {
            leave(known);
        }
    }

    @Override
    public synchronized void down(ServingChanged version) {
        change(before -> before.down(version));
        Backend gone = byWorkload.remove(version.workload());
        if (gone != null) {
            leave(gone);
        }
    }

    @Override
    public synchronized void gone(ServingEnded end) {
        if (change(before -> before.gone(end.run().model(), end.generation()))) {
            LOG.infof("nothing serves %s any more", end.run().model());
        }
    }

    @Override
    public synchronized void complete() {
        change(Routes::completed);
    }

    @Override
    public boolean isSettled() {
        return routes.isSettled();
    }

    private boolean change(UnaryOperator<Routes<Backend>> step) {
        Routes<Backend> before = routes;
        routes = step.apply(before);
        return !routes.equals(before);
    }

    /** Of a server that is gone: its last answers may still be on their way to slow clients. */
    private void leave(Backend backend) {
        var unused = backend.empty()
                .orTimeout(config.drain().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((ignored, late) -> backend.close());
    }

    @Override
    public int drain(String workload, Duration atMost) throws InterruptedException {
        Backend backend = remove(workload);
        if (backend == null) {
            return 0;
        }
        try {
            backend.empty().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return 0;
        } catch (TimeoutException e) {
            return backend.inFlight();
        } catch (ExecutionException e) {
            throw new IllegalStateException("draining " + workload + " failed", e);
        } finally {
            backend.close();
        }
    }

    /** Whoever is in place must answer, so what is removed is in no place any more. */
    private synchronized @Nullable Backend remove(String workload) {
        routes.all().stream()
                .map(Routes.Deployed::version)
                .filter(version -> version.workload().equals(workload))
                .forEach(version -> change(before -> before.down(version)));
        return byWorkload.remove(workload);
    }

    /** Requests under way, to whatever server. */
    synchronized int inFlight() {
        return byWorkload.values().stream().mapToInt(Backend::inFlight).sum();
    }
}
