package io.millrace.monitor.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.events.AlertRaised;
import io.millrace.events.Failure;
import io.millrace.events.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Prometheus' <a href="https://prometheus.io/docs/alerting/latest/alerts_api/">Alertmanager</a>, API version 2. What
 * makes an alert the same alert there are its labels; they depend on the fingerprint alone. What stands is told again
 * each {@code every}, and says of itself that it ends after four times as long: as Prometheus does it, so that nothing
 * depends on Alertmanager's own {@code resolve_timeout}, and one that nobody resolves goes by itself.
 *
 * @param base      where it is, for example {@code http://alertmanager:9093}
 * @param every     how often what stands is told
 * @param publicUrl of the monitor, for links to it; no links without it
 */
public record Alertmanager(URI base, Duration every, Optional<URI> publicUrl) implements Dialect {
    private static final int LASTS = 4;
    private static final int MOST_AT_ONCE = 100;

    /** An alert as the API wants it. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record Posted(
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            Instant endsAt,
            Optional<URI> generatorURL) {}

    /** A resolution of what is not known to stand has no labels to resolve by; it ends by itself. */
    @Override
    public Optional<Request> tell(Notice notice, Secrets secrets, Instant now) {
        return notice.alert()
                .map(raised -> notice.isResolution()
                        ? posted(raised, earlier(notice.envelope().time(), now), now)
                        : posted(raised, now.plus(lasting()), now))
                .map(alert -> request(List.of(alert), secrets));
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public List<Request> repeat(Collection<Raised> standing, Secrets secrets, Instant now) {
        List<Posted> alerts = standing.stream()
                .map(raised -> posted(raised, now.plus(lasting()), now))
                .toList();
        var requests = new ArrayList<Request>();
        for (int from = 0; from < alerts.size(); from += MOST_AT_ONCE) {
            requests.add(request(alerts.subList(from, Math.min(alerts.size(), from + MOST_AT_ONCE)), secrets));
        }
        return requests;
    }

    private Duration lasting() {
        return every.multipliedBy(LASTS);
    }

    /** Clocks of other machines told the times; Alertmanager refuses an alert that ends before it starts. */
    private Posted posted(Raised raised, Instant end, Instant now) {
        Instant start = earlier(raised.since(), now);
        Instant endsAt = end.isBefore(start) ? start : end;
        return new Posted(labels(raised.alert()), annotations(raised.alert()), start, endsAt, link(raised.alert()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Map<String, String> labels(AlertRaised alert) {
        Failure failure = alert.failure();
        var labels = new TreeMap<String, String>();
        labels.put("alertname", failure.code());
        labels.put("code", failure.code());
        labels.put("kind", Json.MAPPER.convertValue(failure.kind(), String.class));
        labels.put("stage", alert.stage().wireName());
        labels.put("fingerprint", alert.fingerprint());
        alert.model().ifPresent(model -> labels.put("model", model.value()));
        return labels;
    }

    private static Map<String, String> annotations(AlertRaised alert) {
        var annotations = new TreeMap<String, String>();
        annotations.put("summary", alert.failure().summary());
        annotations.put("remedy", alert.failure().remedy());
        annotations.put("count", Integer.toString(alert.count()));
        alert.run().ifPresent(run -> {
            annotations.put("run", run.run().value());
            run.version().ifPresent(version -> annotations.put("version", version.value()));
        });
        return annotations;
    }

    private Optional<URI> link(AlertRaised alert) {
        return publicUrl.map(monitor -> under(monitor, "/api/v1/alerts/" + URLEncoder.encode(alert.alertId(), UTF_8)));
    }

    private static URI under(URI base, String path) {
        return URI.create(base.toString().replaceAll("/+$", "") + path);
    }

    private Request request(List<Posted> alerts, Secrets secrets) {
        var headers = new TreeMap<>(Map.of("content-type", "application/json"));
        secrets.first().ifPresent(credentials -> headers.put("authorization", credentials));
        return new Request(under(base, "/api/v2/alerts"), headers, json(alerts));
    }

    private static byte[] json(List<Posted> alerts) {
        try {
            return Json.MAPPER.writeValueAsString(alerts).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("alerts that cannot be written: " + alerts, e);
        }
    }
}
