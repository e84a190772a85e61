package io.millrace.builder.dialect;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a delivery shows to prove that its sender knows a secret. Comparisons take the same time, right or wrong. */
public sealed interface Proof {

    boolean holds(byte[] body, Secret secret);

    /** @throws DeliveryRefused if it tells when it was made, and that is further from {@code now} than allowed */
    default void requireFresh(Instant now, Duration tolerance) {}

    /** The secret itself. */
    record Token(String value) implements Proof {
        @Override
        public boolean holds(byte[] body, Secret secret) {
            // A key is there to sign with. Whoever shows it gives it away to all that see the request.
            return secret.signingKey().isEmpty()
                    && MessageDigest.isEqual(value.getBytes(StandardCharsets.UTF_8), secret.utf8());
        }

        @Override
        public String toString() {
            return "a token";
        }
    }

    /** HMAC-SHA256 of the body. */
    record Signature(byte[] hmac) implements Proof {

        private static final String SHA256 = "sha256=";

        /** As GitHub and Bitbucket write it, {@code sha256=<hex>}. */
        static Signature ofSha256(String header, String value) {
            // Under one of these names others send sha1=, which proves too little.
            if (!value.startsWith(SHA256)) {
                throw unreadable(header, "does not start with " + SHA256);
            }
            return ofHex(header, value.substring(SHA256.length()));
        }

        /** As 64 hexadecimal digits. */
        static Signature ofHex(String header, String hex) {
            try {
                return new Signature(HexFormat.of().parseHex(hex));
            } catch (IllegalArgumentException e) {
                throw unreadable(header, "is not in hexadecimal");
            }
        }

        private static DeliveryRefused unreadable(String header, String why) {
            return new DeliveryRefused(
                    Refusal.BAD_SIGNATURE,
                    header + " " + why,
                    "see whether something between the Git host and the builder changes headers");
        }

        @Override
        public boolean holds(byte[] body, Secret secret) {
            return MessageDigest.isEqual(hmacOf(secret.utf8(), body), hmac);
        }
    }

    /**
     * HMAC-SHA256 of an id, a time and the body, after the Standard Webhooks specification.
     *
     * @param keys      what of a secret it is made with
     * @param timestamp as sent: seconds since 1970
     * @param hmacs     several while the sender changes its secret
     */
    record TimedSignature(Keys keys, String id, String timestamp, List<byte[]> hmacs) implements Proof {
        private static final int MOST = 16;
        private static final String VERSION = "v1,";

        /** What of a secret is the key. */
        enum Keys {
            /** The bytes that a signing key tells in base64; other secrets are none. */
            SIGNING,
            /** The secret's own text, whatever it looks like. */
            TEXT;

            private Optional<byte[]> of(Secret secret) {
                return this == TEXT ? Optional.of(secret.utf8()) : secret.signingKey();
            }
        }

        /** @param header {@code v1,<base64>}, several with blanks between them; other versions are passed over */
        static TimedSignature of(String id, String timestamp, String header) {
            return of(Keys.SIGNING, id, timestamp, header);
        }

        /** As above, made with what {@code keys} says. */
        static TimedSignature of(Keys keys, String id, String timestamp, String header) {
            return new TimedSignature(
                    keys,
                    id,
                    timestamp,
                    Arrays.stream(header.split(" ", MOST + 1))
                            .limit(MOST)
                            .filter(signature -> signature.startsWith(VERSION))
                            .flatMap(signature -> decoded(signature.substring(VERSION.length())))
                            .toList());
        }

        private static Stream<byte[]> decoded(String base64) {
            try {
                return Stream.of(Base64.getDecoder().decode(base64));
            } catch (IllegalArgumentException e) {
                return Stream.empty();
            }
        }

        @Override
        public boolean holds(byte[] body, Secret secret) {
            return keys.of(secret)
                    .map(key -> hmacOf(key, (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8), body))
                    .filter(expected -> hmacs.stream()
                            .map(hmac -> MessageDigest.isEqual(expected, hmac))
                            .reduce(false, Boolean::logicalOr))
                    .isPresent();
        }

        @Override
        public void requireFresh(Instant now, Duration tolerance) {
            Duration age = Duration.between(at(), now);
            if (age.abs().compareTo(tolerance) > 0) {
                throw new DeliveryRefused(
                        Refusal.STALE,
                        "the time of the delivery, " + timestamp + ", is "
                                + age.abs().toSeconds() + " s "
                                + (age.isNegative() ? "in the future" : "ago") + ", more than the "
                                + tolerance.toSeconds() + " s allowed",
                        "compare the clocks of both machines; a delivery that is sent again must be signed again");
            }
        }

        private Instant at() {
            try {
                return Instant.ofEpochSecond(Long.parseLong(timestamp));
            } catch (NumberFormatException | DateTimeException e) {
                throw new DeliveryRefused(
                        Refusal.STALE,
                        "the time of the delivery is not a number of seconds since 1970",
                        "send it as Standard Webhooks describes it");
            }
        }
    }

    private static byte[] hmacOf(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return Objects.requireNonNull(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
