package io.millrace.builder;

import io.millrace.worker.testing.FreePort;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/** A registry's place, where the test puts one, and the model {@code scored}, which is {@code scores} there. */
public class MlflowHome implements QuarkusTestResourceLifecycleManager {
    static final Path REPOSITORY = Path.of("target/test-home/scored.git").toAbsolutePath();
    static final String SECRET = "the secret that MLflow keeps";
    static final String PORT = "test.mlflow.port";

    @Override
    public Map<String, String> start() {
        String port = Integer.toString(FreePort.find());
        return Map.of(
                PORT,
                port,
                "millrace.webhooks.mlflow.secrets",
                SECRET,
                "millrace.mlflow.url",
                "http://127.0.0.1:" + port,
                "millrace.mlflow.every",
                "PT3S",
                "millrace.mlflow.models.scored.registered-model",
                "scores",
                "millrace.mlflow.models.scored.url",
                "file://" + REPOSITORY);
    }

    @Override
    public void stop() {}
}
