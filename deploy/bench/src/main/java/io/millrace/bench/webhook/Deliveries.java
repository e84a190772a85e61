package io.millrace.bench.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Pushes as GitHub tells them, of 10 KB, signed, no two alike. */
final class Deliveries {
    static final String SECRET = "a secret of the benchmark, long enough";
    static final String REPOSITORY = "acme/digits";
    static final int BYTES = 10_000;

    private static final String PADDING = "x".repeat(BYTES - 420);

    private final AtomicLong count = new AtomicLong();
    private final SecretKeySpec key = new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256");

    HttpRequest next(URI target) {
        long number = count.incrementAndGet();
        String body =
                """
                {"ref": "refs/heads/main", "before": "%040x", "after": "%040x", "forced": false,
                 "repository": {"full_name": "%s"}, "head_commit": {"id": "%2$040x", "message": "%s"},
                 "commits": [{"id": "%2$040x", "added": [], "removed": [], "modified": ["train.py"]}]}
                """
                        .formatted(number, number + 1, REPOSITORY, PADDING);
        return HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", UUID.randomUUID().toString())
                .header("X-Hub-Signature-256", "sha256=" + signature(body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
