package io.millrace.builder.webhook;

import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.Proof;
import io.millrace.builder.dialect.Refusal;
import io.millrace.builder.dialect.Secret;
import io.millrace.events.ModelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The secrets, and of which models each of them starts runs: who knows that of one repository cannot speak for another.
 */
final class Keyring {
    private static final Logger LOG = Logger.getLogger(Keyring.class);

    private final Map<String, List<Bunch>> byHost;

    private Keyring(Map<String, List<Bunch>> byHost) {
        this.byHost = byHost;
    }

    /** @param models of which its secrets start runs */
    private record Bunch(WebhooksConfig.Secrets config, Set<ModelName> models) {
        List<Secret> secrets() throws IOException {
            var secrets = new ArrayList<Secret>();
            config.secrets().stream().flatMap(List::stream).map(Secret::new).forEach(secrets::add);
            for (Path file : config.secretFiles().orElse(List.of())) {
                Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(Secret::new)
                        .forEach(secrets::add);
            }
            return secrets;
        }

        boolean isEmpty() {
            return config.secrets().isEmpty() && config.secretFiles().isEmpty();
        }
    }

    /** @throws IllegalArgumentException if one of the secrets is none, or cannot be read */
    static Keyring of(WebhooksConfig config, List<Subscription> subscriptions) {
        var hosts = Map.of(
                "github", config.github(),
                "gitlab", config.gitlab(),
                "gitea", config.gitea(),
                "bitbucket", config.bitbucket(),
                "bitbucket-dc", config.bitbucketDc(),
                "standard", config.standard(),
                "mlflow", config.mlflow());
        var keyring = new Keyring(hosts.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, host -> bunches(host.getKey(), host.getValue(), config, subscriptions))));
        keyring.byHost.forEach(Keyring::requireReadable);
        subscriptions.stream()
                .filter(keyring::opensNever)
                .forEach(model ->
                        LOG.warnf("webhooks of model %s are refused: %s has no secret", model.model(), model.host()));
        return keyring;
    }

    private static List<Bunch> bunches(
            String host, WebhooksConfig.Secrets shared, WebhooksConfig config, List<Subscription> subscriptions) {
        var bunches = new ArrayList<Bunch>();
        var withoutOwn = new HashSet<ModelName>();
        subscriptions.stream().filter(model -> model.host().equals(host)).forEach(model -> {
            var own = new Bunch(
                    Objects.requireNonNull(config.models().get(model.model().value())), Set.of(model.model()));
            if (own.isEmpty()) {
                withoutOwn.add(model.model());
            } else {
                bunches.add(own);
            }
        });
        bunches.add(new Bunch(shared, Set.copyOf(withoutOwn)));
        bunches.removeIf(Bunch::isEmpty);
        return List.copyOf(bunches);
    }

    private boolean opensNever(Subscription model) {
        return byHost.getOrDefault(model.host(), List.of()).stream()
                .noneMatch(bunch -> bunch.models().contains(model.model()));
    }

    private static void requireReadable(String host, List<Bunch> bunches) {
        for (Bunch bunch : bunches) {
            try {
                if (bunch.secrets().isEmpty()) {
                    throw new IllegalArgumentException(
                            "the files " + bunch.config().secretFiles() + " are empty");
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalArgumentException("the secrets of " + host + " for " + bunch.models() + ": " + e, e);
            }
        }
    }

    /**
     * The models that these proofs start runs of.
     *
     * @throws DeliveryRefused if they prove nothing
     */
    Set<ModelName> opened(Dialect dialect, List<Proof> proofs, byte[] body, Instant now, Duration tolerance) {
        var opened = new HashSet<ModelName>();
        boolean proved = false;
        // All are tried, right or wrong: how long it takes must not tell which of them are close.
        for (Bunch bunch : byHost.getOrDefault(dialect.name(), List.of())) {
            for (Secret secret : secrets(bunch)) {
                for (Proof proof : proofs) {
                    if (proof.holds(body, secret)) {
                        proof.requireFresh(now, tolerance);
                        proved = true;
                        opened.addAll(bunch.models());
                    }
                }
            }
        }
        if (!proved) {
            throw new DeliveryRefused(
                    Refusal.BAD_SIGNATURE,
                    "the delivery is not signed with a secret that is known for " + dialect.name(),
                    "enter the same secret in the webhook's settings and in millrace.webhooks; if it is the same, see"
                            + " whether something on the way changes the body");
        }
        return opened;
    }

    /** @throws DeliveryRefused if no delivery of this kind could prove anything */
    void requireSome(Dialect dialect) {
        if (byHost.getOrDefault(dialect.name(), List.of()).isEmpty()) {
            throw new DeliveryRefused(
                    Refusal.NOT_CONFIGURED,
                    "no secret is configured for " + dialect.name() + ", and without one nothing is taken",
                    "set millrace.webhooks." + dialect.name() + ".secret-files, see docs/webhooks.md");
        }
    }

    private static List<Secret> secrets(Bunch bunch) {
        try {
            return bunch.secrets();
        } catch (IOException | IllegalArgumentException e) {
            LOG.errorf("secrets of webhooks cannot be read: %s", e);
            throw new DeliveryRefused(
                    Refusal.UNAVAILABLE,
                    "a secret cannot be read at the moment",
                    "see the builder's log, then try again");
        }
    }
}
