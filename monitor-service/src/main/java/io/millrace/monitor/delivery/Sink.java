package io.millrace.monitor.delivery;

import io.millrace.monitor.MonitorConfig;
import io.millrace.monitor.sink.Addresses;
import io.millrace.monitor.sink.Alertmanager;
import io.millrace.monitor.sink.Dialect;
import io.millrace.monitor.sink.Filter;
import io.millrace.monitor.sink.Slack;
import io.millrace.monitor.sink.StandardWebhook;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A sink as it is configured. */
record Sink(String name, Dialect dialect, Filter filter, SecretFile secrets, Duration repeat) {
    /** It becomes part of a consumer group's name, and a label. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    /** @throws IllegalArgumentException naming the key, the value where it is no secret, and what is expected */
    static Sink of(String name, MonitorConfig.Sink config, Optional<URI> publicUrl) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "monitor.sinks: a sink is called '" + name + "', expected 1 to 40 of a-z, 0-9 and -");
        }
        String key = "monitor.sinks." + name;
        config.url().ifPresent(url -> Addresses.require(key + ".url", url));
        return new Sink(
                name,
                dialect(key, config, publicUrl),
                filter(key, config),
                new SecretFile(config.secretFile()),
                config.repeat());
    }

    private static Dialect dialect(String key, MonitorConfig.Sink config, Optional<URI> publicUrl) {
        return switch (config.type()) {
            case ALERTMANAGER -> {
                if (config.repeat().compareTo(Duration.ofSeconds(1)) < 0) {
                    throw new IllegalArgumentException(
                            key + ".repeat is " + config.repeat() + ", expected PT1S or more, for example PT1M");
                }
                yield new Alertmanager(url(key, config), config.repeat(), publicUrl);
            }
            case WEBHOOK -> {
                if (config.secretFile().isEmpty()) {
                    throw new IllegalArgumentException(key
                            + ".secret-file is missing: a webhook is signed, or nobody can tell it from a forged one");
                }
                yield new StandardWebhook(url(key, config));
            }
            case SLACK -> {
                if (config.url().isPresent() == config.secretFile().isPresent()) {
                    throw new IllegalArgumentException(
                            key + " needs either url or secret-file, the file that the webhook's secret address is in");
                }
                yield new Slack(config.url());
            }
        };
    }

    private static URI url(String key, MonitorConfig.Sink config) {
        return config.url().orElseThrow(() -> new IllegalArgumentException(key + ".url is missing"));
    }

    private static Filter filter(String key, MonitorConfig.Sink config) {
        try {
            return new Filter(
                    config.models().orElse(List.of()),
                    Set.copyOf(config.stages().orElse(List.of())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ".models: " + e.getMessage(), e);
        }
    }
}
