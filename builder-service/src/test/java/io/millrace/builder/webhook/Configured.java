package io.millrace.builder.webhook;

import io.millrace.builder.Settings;
import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.source.GitUrl;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Configuration as an operator would write it. */
final class Configured {
    static final String SECRET = "It's a Secret to Everybody";
    static final String REPOSITORY = "acme/digits";
    static final GitUrl.Rules URLS = new GitUrl.Rules(false, false);

    private Configured() {}

    /** @param more keys and values, in turn, below {@code millrace.webhooks.} */
    static WebhooksConfig with(String... more) {
        var properties = new HashMap<String, String>();
        for (int i = 0; i < more.length; i += 2) {
            properties.put("millrace.webhooks." + more[i], more[i + 1]);
        }
        return Settings.webhooks(properties);
    }

    /** The model {@code digits} of {@code acme/digits} at GitHub, and {@code more}, which wins. */
    static WebhooksConfig digits(String... more) {
        var all = new HashMap<>(Map.of(
                "github.secrets",
                SECRET,
                "models.digits.host",
                "github",
                "models.digits.repository",
                REPOSITORY,
                "models.digits.url",
                "https://github.com/acme/digits.git"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return with(all.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new));
    }
}
