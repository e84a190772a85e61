package io.millrace.builder.mlflow;

import io.millrace.builder.MlflowConfig;
import io.millrace.builder.Settings;
import io.millrace.builder.source.GitUrl;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configuration as an operator would write it. */
final class Given {
    /** As the registry names it. */
    static final String CHURN = "churn model";

    static final String COMMIT = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c";
    static final Map<String, String> TAGGED = Map.of("git_commit", COMMIT);

    private Given() {}

    /** The model {@code churn}, which is {@link #CHURN} in MLflow, and {@code more} below {@code millrace.mlflow.}. */
    static MlflowConfig config(String... more) {
        var properties = new HashMap<>(Map.of(
                "millrace.mlflow.url", "http://127.0.0.1:1",
                "millrace.mlflow.models.churn.registered-model", CHURN,
                "millrace.mlflow.models.churn.url", "https://git.example.org/acme/churn.git"));
        for (int i = 0; i < more.length; i += 2) {
            properties.put("millrace.mlflow." + more[i], more[i + 1]);
        }
        return Settings.mlflow(properties);
    }

    static List<Rule> rules(String... more) {
        return MlflowBeans.rules(config(more), new GitUrl.Rules(false, false));
    }

    /** Of a log that was read and tells of nothing. */
    static Memory memory() {
        var memory = new Memory();
        memory.complete();
        return memory;
    }

    static MlflowRegistry registry(URI url) {
        return registry(url, Duration.ofSeconds(10));
    }

    static MlflowRegistry registry(URI url, Duration patience) {
        return new MlflowRegistry(url, new Login(Optional.empty(), Optional.empty()), patience, result -> {});
    }
}
