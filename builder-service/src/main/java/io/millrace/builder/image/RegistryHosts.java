package io.millrace.builder.image;

import com.google.cloud.tools.jib.api.ImageReference;
import io.millrace.builder.BuilderConfig;
import io.millrace.builder.source.Hosts;
import io.millrace.events.Failure;
import io.millrace.worker.NeighbourUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which registries may be spoken to, and how. */
@ApplicationScoped
class RegistryHosts {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Hosts hosts;
    private final List<String> plainHttp;
    private final Optional<String> ours;

    RegistryHosts(BuilderConfig config, Hosts hosts) {
        this.hosts = hosts;
        this.plainHttp = config.plainHttpRegistries().orElse(List.of());
        this.ours = config.registry().map(registry -> registry.split("/", 2)[0]);
    }

    boolean allowsPlainHttp(ImageReference image) {
        String registry = image.getRegistry();
        return plainHttp.contains(registry)
                || plainHttp.contains(host(registry))
                || isOurs(registry) && THIS_MACHINE.contains(host(registry));
    }

    /** A spec comes from strangers: its base lies on a public host or on one that the operator configured. */
    void requireReachable(ImageReference base) {
        String registry = base.getRegistry();
        if (isOurs(registry) || plainHttp.contains(registry) || plainHttp.contains(host(registry))) {
            return;
        }
        try {
            hosts.requirePublic(
                    host(registry),
                    "build.base",
                    "use a public registry, or the one that the builder pushes to (builder.registry)");
        } catch (UnknownHostException e) {
            throw new NeighbourUnavailable(
                    Failure.transientFailure(
                            "base-image-unavailable",
                            "build.base " + base + " cannot be had: the host " + host(registry) + " is not known",
                            "correct the name, use a base that can be reached from here, or build onto scratch"),
                    e);
        }
    }

    private boolean isOurs(String registry) {
        return ours.filter(registry::equals).isPresent();
    }

    private static String host(String registry) {
        return registry.replaceFirst(":[0-9]+$", "");
    }
}
