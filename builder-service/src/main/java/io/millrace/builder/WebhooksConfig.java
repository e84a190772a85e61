package io.millrace.builder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which webhooks are believed, and which pushes of which Git hosts start runs, under {@code millrace.webhooks.*}. */
@ConfigMapping(prefix = "millrace.webhooks")
public interface WebhooksConfig {

    /** Of {@code /webhooks/github}. Without a secret here or at a model, its deliveries are refused. */
    Secrets github();

    /** Of {@code /webhooks/gitlab}: signing tokens, {@code whsec_…}, or secret tokens. */
    Secrets gitlab();

    /** Of {@code /webhooks/gitea}, which is Forgejo's too. */
    Secrets gitea();

    /** Of {@code /webhooks/bitbucket}: Bitbucket Cloud. */
    Secrets bitbucket();

    /** Of {@code /webhooks/bitbucket-dc}: Bitbucket Data Center. */
    Secrets bitbucketDc();

    /** Of {@code /webhooks/standard}: signing keys, {@code whsec_…}. */
    Secrets standard();

    /** Of {@code /webhooks/mlflow}: the webhook's secret, as MLflow has it. Which models, says {@link MlflowConfig}. */
    Secrets mlflow();

    /** By the model's name: where it comes from. Several may come from one repository. */
    Map<String, Model> models();

    /**
     * Bytes of the largest body that is taken. All bodies that are under way may have four times as many; who comes
     * then is asked to come again.
     */
    @WithDefault("10485760")
    long maxBodyBytes();

    /** How long a sender may take for its body. */
    @WithDefault("PT10S")
    Duration receiveWithin();

    /**
     * How long the broker may take to acknowledge; then the answer is 503. Some senders give up after 5 s, and should
     * rather be told.
     */
    @WithDefault("PT4S")
    Duration acknowledgeWithin();

    /** How far the time that a delivery is signed with may be from the clock here. */
    @WithDefault("PT5M")
    Duration tolerance();

    /** What deliveries are signed with. Several are good at the same time, so that one can follow another. */
    interface Secrets {

        /** The secrets themselves, of at least 16 bytes each. A comma in one is written {@code \,}. */
        Optional<List<String>> secrets();

        /** Files with a secret in each line. They are read for each delivery, so a change needs no restart. */
        Optional<List<Path>> secretFiles();
    }

    /** A model whose repository tells of pushes. With secrets of its own, those of its host do not open it. */
    interface Model extends Secrets {

        /**
         * The kind of host that tells of its pushes: {@code github}, {@code gitlab}, {@code gitea}, {@code bitbucket},
         * {@code bitbucket-dc} or {@code standard}.
         */
        String host();

        /** The repository as its host names it, for example {@code acme/digits}; the case of letters does not count. */
        String repository();

        /** Where the repository is fetched from; never what a delivery says. */
        String url();

        /** The model's folder in the repository, for example {@code models/digits}. Unset: the root. */
        Optional<String> path();

        /**
         * Branches of which a push starts a run, for example {@code main,release/**}. Unset: {@code main}, or none if
         * there are tags.
         */
        Optional<List<String>> branches();

        /** Tags that start a run when they are set, for example {@code v*}. Unset: none. */
        Optional<List<String>> tags();

        /**
         * Files of which one at least must have changed, from the repository's root, for example {@code
         * models/digits/**,lib/**}. Unset: those in the model's folder.
         */
        Optional<List<String>> paths();
    }
}
