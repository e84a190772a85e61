package io.millrace.builder.http;

import io.millrace.builder.source.GitUrl;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests as clients send them. */
final class Posted {
    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    static final String URL = "https://git.example.com/vision/digits.git";
    static final GitUrl.Rules URLS = new GitUrl.Rules(false, false);

    private Posted() {}

    static String data(String model, String revision) {
        return """
                {"model": "%s", "source": {"kind": "git", "url": "%s", "revision": "%s", "path": "models/digits"}}"""
                .formatted(model, URL, revision);
    }

    static String structured(String id, String data) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "https://ci.example.com/digits", "type": \
                "io.millrace.model.registered.v1", "data": %s}"""
                .formatted(id, data);
    }

    static String version(String revision) {
        return """
                {"source": {"kind": "git", "url": "%s", "revision": "%s", "path": "models/digits"}}"""
                .formatted(URL, revision);
    }

    /** @param headers names and values, in turn */
    static Request request(String body, String... headers) {
        var all = new ArrayList<Map.Entry<String, String>>();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(Map.entry(headers[i], headers[i + 1]));
        }
        return new Request(List.copyOf(all), body.getBytes(StandardCharsets.UTF_8), NOON);
    }
}
