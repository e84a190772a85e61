package io.millrace.builder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which versions in an MLflow model registry start runs, under {@code millrace.mlflow.*}. The secret of its webhook is
 * {@link WebhooksConfig#mlflow()}.
 */
@ConfigMapping(prefix = "millrace.mlflow")
public interface MlflowConfig {

    /**
     * Where the tracking server is asked, for example {@code https://mlflow.example.org}; what stands before {@code
     * /api/2.0/mlflow}. Required when there are models; unset, nothing is asked and nothing is registered.
     */
    Optional<URI> url();

    /**
     * File of the token that the registry is asked with, in its first line. Read for each request, so a change needs no
     * restart; sent with {@code https}, or on this machine. Unset: no token.
     */
    Optional<Path> tokenFile();

    /** File of {@code user:password}, in its first line, read and sent as the token is. Unset: nobody logs in. */
    Optional<Path> passwordFile();

    /** By the model's name here: its name in the registry, and which of its versions start runs. */
    Map<String, Model> models();

    /** How often the registry is asked what no webhook told of. */
    @WithDefault("PT1M")
    Duration every();

    /** How long the registry may take for an answer. A webhook waits for 3 s in all, whatever is set here. */
    @WithDefault("PT10S")
    Duration answerWithin();

    /** A model that the registry has. */
    interface Model {

        /** The registered model's name in MLflow, exactly. */
        String registeredModel();

        /**
         * What starts a run of a version: {@code created}; {@code alias=champion}, when that alias names it; {@code
         * tag=stage} or {@code tag=stage=production}, when it has that tag, with that value.
         */
        @WithDefault("created")
        String on();

        /** Where the repository of its code is fetched from; never what the registry says. */
        String url();

        /** The model's folder in the repository, for example {@code models/digits}. Unset: the root. */
        Optional<String> path();

        /**
         * The tag of a version that tells its commit, by its full id. A version without it has that of the MLflow run
         * it comes from, {@code mlflow.source.git.commit}.
         */
        @WithDefault("git_commit")
        String commitTag();
    }
}
