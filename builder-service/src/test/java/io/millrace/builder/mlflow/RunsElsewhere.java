package io.millrace.builder.mlflow;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A registry of which somebody else tells the tags of runs: when it likes, and after what it likes. */
record RunsElsewhere(Registry registry, Function<String, CompletableFuture<Optional<Map<String, String>>>> runs)
        implements Registry {
    @Override
    public CompletableFuture<Optional<ModelVersion>> version(String registeredModel, long number) {
        return registry.version(registeredModel, number);
    }

    @Override
    public CompletableFuture<Optional<Map<String, Long>>> aliases(String registeredModel) {
        return registry.aliases(registeredModel);
    }

    @Override
    public CompletableFuture<Page> versions(String registeredModel, Optional<String> token) {
        return registry.versions(registeredModel, token);
    }

    @Override
    public CompletableFuture<Optional<Map<String, String>>> runTags(String runId) {
        return runs.apply(runId);
    }
}
