package io.millrace.workloads.cdi;

import io.millrace.workloads.ArtifactStore;
import io.millrace.workloads.Workloads;
import io.millrace.workloads.folder.ArtifactFolder;
import io.millrace.workloads.process.Limits;
import io.millrace.workloads.process.ProcessWorkloads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What runs and keeps workloads on this machine.
 *
 * <p>{@code millrace.home} is Millrace's folder, without a default: guessing one is worse than not starting. {@code
 * millrace.python} is the Python that starts workloads, as on the PATH or a path; {@code python3} when unset.
 */
@Dependent
class LocalRuntime {
    private final Path home;
    private final String python;

    @Inject
    LocalRuntime(
            @ConfigProperty(name = "millrace.home") String home,
            @ConfigProperty(name = "millrace.python", defaultValue = "python3") String python) {
        this.home = Path.of(home);
        this.python = python;
    }

    @Produces
    @ApplicationScoped
    ArtifactStore artifacts() {
        return new ArtifactFolder(home);
    }

    @Produces
    @ApplicationScoped
    Workloads workloads(ArtifactStore artifacts) {
        return new ProcessWorkloads(home, artifacts, python, Limits.DEFAULT, Clock.systemUTC());
    }

    void close(@Disposes Workloads workloads) {
        if (workloads instanceof ProcessWorkloads local) {
            local.close();
        }
    }
}
