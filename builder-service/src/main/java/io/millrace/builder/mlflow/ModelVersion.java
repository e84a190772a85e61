package io.millrace.builder.mlflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a registered model, as the registry has it.
 *
 * @param number  1 or more; starts again from 1 when the registered model is deleted and made anew
 * @param created milliseconds since 1970, by the registry's clock; never changes
 * @param ready   whether its registration in MLflow is complete
 * @param runId   of the MLflow run that it comes from; absent where it comes from none
 * @param aliases those that name it
 */
record ModelVersion(
        long number,
        long created,
        boolean ready,
        Optional<String> runId,
        Map<String, String> tags,
        List<String> aliases) {
    ModelVersion {
        tags = Map.copyOf(tags);
        aliases = List.copyOf(aliases);
    }
}
