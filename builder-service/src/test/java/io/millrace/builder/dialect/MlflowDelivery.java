package io.millrace.builder.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** What MLflow sends. */
public final class MlflowDelivery {
    private static final String ID = "7f9f4d4e-6d0a-4a3c-8a0e-2f3f8f0d6c11";

    private MlflowDelivery() {}

    public static Sent signed(String example, String secret, Instant at) {
        return signed(Sent.example(example), secret, at);
    }

    public static Sent signed(byte[] body, String secret, Instant at) {
        return signed(body, secret, at, ID);
    }

    public static Sent signed(byte[] body, String secret, Instant at, String id) {
        String time = Long.toString(at.getEpochSecond());
        // As a signing key, the secret's text would be this.
        String key = "whsec_" + Base64.getEncoder().encodeToString(secret.getBytes(UTF_8));
        return new Sent(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-MLflow-Delivery-Id",
                        id,
                        "X-MLflow-Timestamp",
                        time,
                        "X-MLflow-Signature",
                        Sent.v1(key, id, time, body)),
                body);
    }
}
