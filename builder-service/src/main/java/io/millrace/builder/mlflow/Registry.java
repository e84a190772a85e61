package io.millrace.builder.mlflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an MLflow tracking server is asked. Every answer may fail with {@link RegistryTrouble}, and with nothing else. */
interface Registry {

    /** A version of a registered model; empty if there is none. */
    CompletableFuture<Optional<ModelVersion>> version(String registeredModel, long number);

    /** The number of the version that each alias of a registered model names; empty if there is no such model. */
    CompletableFuture<Optional<Map<String, Long>>> aliases(String registeredModel);

    /**
     * Versions of a registered model, those that were made last first.
     *
     * @param token of the page before; empty for the first
     */
    CompletableFuture<Page> versions(String registeredModel, Optional<String> token);

    /** The tags of an MLflow run; empty if there is no such run. */
    CompletableFuture<Optional<Map<String, String>>> runTags(String runId);

    /** @param next absent on the last one */
    record Page(List<ModelVersion> versions, Optional<String> next) {}
}
