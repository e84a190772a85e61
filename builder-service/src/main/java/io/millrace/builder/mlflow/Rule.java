package io.millrace.builder.mlflow;

import io.millrace.builder.MlflowConfig;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Told;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.events.Version;
import java.net.URI;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Which versions of a registered model start runs of a model, and where its code is.
 *
 * @param registeredModel its name in the registry
 * @param commitTag       the tag of a version that tells its commit
 */
record Rule(
        ModelName model, String registeredModel, Trigger trigger, GitUrl url, ModelFolder folder, String commitTag) {
    /** The source of all registrations that come from here. */
    static final URI SOURCE = URI.create("/millrace/mlflow");

    private static final int KEY_DIGITS = 32;

    /** @throws IllegalArgumentException if something in it is not right */
    static Rule of(String name, MlflowConfig.Model config, GitUrl.Rules urls) {
        try {
            return new Rule(
                    new ModelName(name),
                    quotable(config.registeredModel().strip()),
                    Trigger.of(config.on()),
                    GitUrl.of(config.url(), urls),
                    ModelFolder.of(config.path()),
                    config.commitTag().strip());
        } catch (SourceRefused | IllegalArgumentException e) {
            throw new IllegalArgumentException("millrace.mlflow.models." + name + ": " + e.getMessage(), e);
        }
    }

    /** In the registry's searches a text stands in one kind of quotes, and nothing can be escaped. */
    private static String quotable(String name) {
        if (name.isEmpty() || name.contains("'") && name.contains("\"")) {
            throw new IllegalArgumentException(
                    "registered-model is " + Told.quoted(name)
                            + "; it must not be empty, nor have both kinds of quotes, because such a name cannot be searched for");
        }
        return name;
    }

    /** The same as long as it is about the same versions for the same model. */
    String key() {
        // A line break can stand in none but the last, so two different rules never read the same.
        return DigestUtils.sha256Hex(model + "\n" + trigger + "\n" + registeredModel)
                .substring(0, KEY_DIGITS);
    }

    VersionId idOf(ModelVersion version) {
        return new VersionId(key(), version.number(), version.created());
    }

    /** Why no run of this version starts, as it is; empty if one does. */
    Optional<String> objection(ModelVersion version) {
        return (version.ready()
                        ? trigger.objection(version)
                        : Optional.of("its registration in MLflow is not complete"))
                .map(why -> told(version) + ": " + why);
    }

    /** For example {@code version 7 of 'churn' starts no run of churn}. */
    private String told(ModelVersion version) {
        return "version " + version.number() + " of " + Told.quoted(registeredModel) + " starts no run of model "
                + model;
    }

    /** @param commit its full id */
    Registration registration(ModelVersion version, String commit) {
        var source = new Source.Git(
                url.text(), Optional.of(commit), Optional.of(folder.path()).filter(path -> !path.isEmpty()));
        var event = new ModelRegistered(
                model, Optional.of(new Version(Long.toString(version.number()))), source, Optional.empty());
        return new Registration(SOURCE, idOf(version).toString(), event, Optional.empty());
    }
}
