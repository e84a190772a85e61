package io.millrace.builder.mlflow;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.builder.BuilderConfig;
import io.millrace.builder.HomeConfig;
import io.millrace.builder.MlflowConfig;
import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.ingress.KafkaRegistrar;
import io.millrace.builder.ingress.RegistryDesk;
import io.millrace.builder.source.GitUrl;
import io.millrace.events.Topic;
import io.millrace.worker.Announcer;
import io.millrace.worker.WorkerConfig;
import io.millrace.worker.access.Access;
import io.millrace.worker.trace.Spans;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Puts the parts together, if there is a registry, and does not start on a configuration that cannot work. */
@Singleton
final class MlflowBeans {
    private final Access access;
    private final MlflowConfig config;
    private final Optional<Parts> parts;

    MlflowBeans(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            MlflowConfig config,
            WebhooksConfig webhooks,
            BuilderConfig builder,
            HomeConfig home,
            WorkerConfig worker,
            Announcer announcer,
            Access access,
            MeterRegistry meters,
            Spans spans) {
        this.access = access;
        this.config = config;
        var urls = new GitUrl.Rules(builder.git().allowHttp(), builder.git().allowFile());
        List<Rule> rules = rules(config, urls);
        this.parts = address(config, rules).map(url -> {
            var metrics = new MlflowMetrics(meters);
            metrics.open();
            var memory = new Memory();
            var registry = new MlflowRegistry(url, login(config, url), config.answerWithin(), metrics::asked);
            var registrar = new KafkaRegistrar(
                    kafka,
                    "millrace-" + worker.instance() + "-mlflow",
                    worker.topicPrefix(),
                    webhooks.acknowledgeWithin(),
                    "MLflow registry",
                    spans);
            var registrations = new Registrations(registrar, memory);
            var log = new LogTail(kafka, worker.topicPrefix(), List.of(Topic.MODEL_REGISTERED, Topic.ALERTS));
            return new Parts(
                    registry,
                    registrar,
                    new Desk(rules, registry, registrations, memory, Desk.PATIENCE),
                    new Reconciler(
                            rules,
                            registry,
                            new FirstLooks(home.home()),
                            registrations,
                            memory,
                            log::readOn,
                            new Alarms(memory, announcer),
                            metrics),
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().name("mlflow").daemon(true).factory()));
        });
    }

    private record Parts(
            MlflowRegistry registry,
            KafkaRegistrar registrar,
            Desk desk,
            Reconciler reconciler,
            ScheduledExecutorService timer) {}

    /** @throws ConfigurationException if something in it is not right */
    static List<Rule> rules(MlflowConfig config, GitUrl.Rules urls) {
        try {
            return config.models().entrySet().stream()
                    .map(model -> Rule.of(model.getKey(), model.getValue(), urls))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /**
     * Where the registry is; empty if there is none.
     *
     * @throws ConfigurationException if something in it is not right
     */
    static Optional<URI> address(MlflowConfig config, List<Rule> rules) {
        if (config.url().isEmpty() && !rules.isEmpty()) {
            throw new ConfigurationException("millrace.mlflow.models are set and millrace.mlflow.url is not: what a"
                    + " webhook tells is not enough, the registry has to be asked");
        }
        try {
            return config.url().filter(url -> !rules.isEmpty()).map(MlflowRegistry::requireAddress);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    private static Login login(MlflowConfig config, URI url) {
        try {
            return Login.of(config, url);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    RegistryDesk desk() {
        return parts.<RegistryDesk>map(Parts::desk).orElse(RegistryDesk.NONE);
    }

    void start(@Observes StartupEvent started) {
        parts.ifPresent(it -> access.then(() -> {
            var unused = it.timer()
                    .scheduleWithFixedDelay(
                            it.reconciler()::reconcile, 0, config.every().toMillis(), TimeUnit.MILLISECONDS);
        }));
    }

    @PreDestroy
    void stop() {
        parts.ifPresent(it -> {
            it.timer().shutdownNow();
            it.registry().close();
            it.registrar().close();
        });
    }
}
