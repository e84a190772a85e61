package io.millrace.monitor.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.Topic;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The event itself, a CloudEvent in structured JSON, signed as <a href="https://www.standardwebhooks.com">Standard
 * Webhooks</a> describes it: HMAC-SHA256 of id, time and body. With several secrets it bears a signature for each, so
 * that one can follow another. The id is that of the event, the same however often it is sent.
 */
public record StandardWebhook(URI address) implements Dialect {
    /** The least that the specification allows. */
    public static final int LEAST_BYTES = 24;

    private static final String SIGNING = "whsec_";
    /** What may stand in a header, and cannot be taken for the dots between id, time and body. */
    private static final Pattern SAFE_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private static final EventCodec CODEC = new EventCodec(Topic.DEFAULT_PREFIX);

    @Override
    public Optional<Request> tell(Notice notice, Secrets secrets, Instant now) {
        byte[] body = CODEC.toJson(notice.envelope()).getBytes(UTF_8);
        String id = id(notice.envelope());
        String timestamp = Long.toString(now.getEpochSecond());
        if (secrets.lines().isEmpty()) {
            throw new IllegalArgumentException("the secret-file is empty; put " + SIGNING + " and a key into it");
        }
        String signatures = secrets.lines().stream()
                .map(secret -> signature(secret, id, timestamp, body))
                .collect(Collectors.joining(" "));
        var headers = Map.of(
                "content-type", "application/cloudevents+json",
                "webhook-id", id,
                "webhook-timestamp", timestamp,
                "webhook-signature", signatures);
        return Optional.of(new Request(address, headers, body));
    }

    private static String id(Envelope envelope) {
        return SAFE_ID.matcher(envelope.id()).matches()
                ? envelope.id()
                : UUID.nameUUIDFromBytes(envelope.id().getBytes(UTF_8)).toString();
    }

    private static byte[] key(String secret) {
        try {
            byte[] key = secret.startsWith(SIGNING)
                    ? Base64.getDecoder().decode(secret.substring(SIGNING.length()))
                    : new byte[0];
            if (key.length >= LEAST_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Its message would tell what is in the secret.
        }
        throw new IllegalArgumentException("a line of the secret-file is not " + SIGNING + " and at least "
                + LEAST_BYTES + " bytes in base64; make one with: echo \"whsec_$(openssl rand -base64 32)\"");
    }

    static String signature(String secret, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(secret), mac.getAlgorithm()));
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(Objects.requireNonNull(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
