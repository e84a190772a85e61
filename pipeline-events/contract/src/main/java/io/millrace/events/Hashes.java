package io.millrace.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The digests behind every id that is a function of its cause. */
final class Hashes {
    private Hashes() {}

    static byte[] sha256(String text) {
        return digest("SHA-256", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A name-based UUID with SHA-1, RFC 9562 section 5.5. The JDK offers only version 3, with MD5. */
    static UUID uuid5(UUID namespace, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer input = ByteBuffer.allocate(16 + text.length)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(text);
        ByteBuffer hash = ByteBuffer.wrap(digest("SHA-1", input.array()));
        long high = hash.getLong() & ~0xf000L | 0x5000L;
        long low = hash.getLong() & ~(3L << 62) | 1L << 63;
        return new UUID(high, low);
    }

    private static byte[] digest(String algorithm, byte[] input) {
        try {
            return MessageDigest.getInstance(algorithm).digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
