package io.millrace.builder.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.builder.BuilderConfig;
import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.ingress.KafkaRegistrar;
import io.millrace.builder.ingress.Registrar;
import io.millrace.builder.ingress.RegistryDesk;
import io.millrace.builder.source.GitUrl;
import io.millrace.worker.WorkerConfig;
import io.millrace.worker.trace.Spans;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Puts the parts together, and does not start on a configuration that cannot work. */
@Singleton
final class WebhookBeans {
    private final KafkaRegistrar registrar;
    private final WebhookEndpoint endpoint;

    WebhookBeans(
            Vertx vertx,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            WebhooksConfig webhooks,
            BuilderConfig builder,
            WorkerConfig worker,
            RegistryDesk desk,
            MeterRegistry meters,
            Spans spans) {
        this.registrar = new KafkaRegistrar(
                kafka,
                "millrace-" + worker.instance() + "-webhooks",
                worker.topicPrefix(),
                webhooks.acknowledgeWithin(),
                "POST /webhooks",
                spans);
        var reception = reception(webhooks, urls(builder), registrar, desk, Clock.systemUTC());
        this.endpoint = new WebhookEndpoint(vertx, reception, new WebhookMetrics(meters), webhooks);
    }

    void open(@Observes Router router) {
        endpoint.open(router);
    }

    @PreDestroy
    void close() {
        endpoint.close();
        registrar.close();
    }

    private static GitUrl.Rules urls(BuilderConfig builder) {
        return new GitUrl.Rules(builder.git().allowHttp(), builder.git().allowFile());
    }

    /** @throws ConfigurationException if something in the configuration is not right */
    static Reception reception(
            WebhooksConfig config, GitUrl.Rules urls, Registrar registrar, RegistryDesk desk, Clock clock) {
        try {
            List<Subscription> subscriptions = config.models().entrySet().stream()
                    .map(model -> Subscription.of(model.getKey(), model.getValue(), urls))
                    .toList();
            subscriptions.forEach(WebhookBeans::requireKnownHost);
            requireDifferent(subscriptions);
            return new Reception(
                    subscriptions, Keyring.of(config, subscriptions), registrar, desk, config.tolerance(), clock);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    private static void requireKnownHost(Subscription subscription) {
        List<String> known =
                Dialect.all().stream().filter(Dialect::isGit).map(Dialect::name).toList();
        if (!known.contains(subscription.host())) {
            throw new IllegalArgumentException("millrace.webhooks.models." + subscription.model() + ".host is '"
                    + subscription.host() + "'; it is one of " + String.join(", ", known));
        }
    }

    private static void requireDifferent(List<Subscription> subscriptions) {
        var places = new HashSet<String>();
        subscriptions.stream()
                .map(Subscription::place)
                .filter(place -> !places.add(place))
                .forEach(place -> {
                    throw new IllegalArgumentException("millrace.webhooks.models: two models are at " + place
                            + "; give each its own path, which is where its millrace.yaml lies");
                });
    }
}
