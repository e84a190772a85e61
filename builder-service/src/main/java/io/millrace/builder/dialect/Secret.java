package io.millrace.builder.dialect;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a Git host and the builder alone know. Two forms: any text, and a signing key after the Standard Webhooks
 * specification, {@code whsec_} and the key in base64.
 */
public record Secret(String text) {
    public static final int LEAST_BYTES = 16;
    private static final String SIGNING = "whsec_";

    /** @throws IllegalArgumentException if it is too short to be one, or a signing key that is none; does not tell it */
    public Secret {
        if (text.startsWith(SIGNING) && key(text).length < LEAST_BYTES) {
            throw new IllegalArgumentException("a secret that starts with " + SIGNING + " must go on with at least "
                    + LEAST_BYTES + " bytes in base64");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "a secret must have at least " + LEAST_BYTES + " bytes; make one with: openssl rand -hex 32");
        }
    }

    byte[] utf8() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Empty if it is a plain text. */
    Optional<byte[]> signingKey() {
        return text.startsWith(SIGNING) ? Optional.of(key(text)) : Optional.empty();
    }

    private static byte[] key(String text) {
        try {
            return Base64.getDecoder().decode(text.substring(SIGNING.length()));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
