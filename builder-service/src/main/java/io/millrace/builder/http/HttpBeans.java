package io.millrace.builder.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.builder.BuilderConfig;
import io.millrace.builder.HttpConfig;
import io.millrace.builder.ingress.KafkaRegistrar;
import io.millrace.builder.ingress.Registrar;
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
import java.util.Map;

/** Puts the parts together, and does not start on a configuration that cannot work. */
@Singleton
final class HttpBeans {
    private final KafkaRegistrar registrar;
    private final HttpEndpoint endpoint;

    HttpBeans(
            Vertx vertx,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            HttpConfig http,
            BuilderConfig builder,
            WorkerConfig worker,
            MeterRegistry meters,
            Spans spans) {
        this.registrar = new KafkaRegistrar(
                kafka,
                "millrace-" + worker.instance() + "-http",
                worker.topicPrefix(),
                http.acknowledgeWithin(),
                "POST registration",
                spans);
        var urls = new GitUrl.Rules(builder.git().allowHttp(), builder.git().allowFile());
        this.endpoint = endpoint(vertx, registrar, urls, http, meters);
    }

    void open(@Observes Router router) {
        endpoint.open(router);
    }

    @PreDestroy
    void close() {
        endpoint.close();
        registrar.close();
    }

    /** @throws ConfigurationException if something in the configuration is not right */
    static HttpEndpoint endpoint(
            Vertx vertx, Registrar registrar, GitUrl.Rules urls, HttpConfig config, MeterRegistry meters) {
        try {
            var authenticator =
                    new Authenticator(ApiKeys.of(config.keys()), config.oidc().map(OidcTokens::new));
            var rates = new RateLimits(config.rate(), System::nanoTime);
            return new HttpEndpoint(
                    vertx,
                    authenticator,
                    rates,
                    new Wishes(urls),
                    new Registrations(registrar, rates),
                    new HttpMetrics(meters),
                    config);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }
}
