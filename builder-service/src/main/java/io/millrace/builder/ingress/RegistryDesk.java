package io.millrace.builder.ingress;

import io.millrace.builder.dialect.RegistryNews;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where news of a model registry becomes registrations, once the registry was asked. */
public interface RegistryDesk {
    /** Without a registry. */
    RegistryDesk NONE = news -> CompletableFuture.completedFuture(
            new Followed.Nothing(List.of("no model is configured in millrace.mlflow")));

    /**
     * Asks the registry, and registers what its rules say. Returns at once; the same news again starts nothing new.
     *
     * @return completes once the broker has acknowledged; fails with {@link NotRegistered} when it has not, and with
     *     {@link io.millrace.builder.dialect.DeliveryRefused} when the registry cannot be asked or the version cannot
     *     become a registration
     */
    CompletableFuture<Followed> follow(RegistryNews news);

    /** What news led to. */
    sealed interface Followed {

        /** @param before whether all of them had been registered before */
        record Runs(List<StartedRun> runs, boolean before) implements Followed {}

        /** @param reasons why no run starts */
        record Nothing(List<String> reasons) implements Followed {}
    }
}
