package io.millrace.builder.http;

import io.millrace.builder.HttpConfig;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are known, by their hashes alone: whoever reads the configuration cannot use them. A plain hash is
 * enough, because a key is 32 random bytes and not a word that could be guessed.
 */
final class ApiKeys {
    /** What every key starts with, so that one that leaked can be found. */
    static final String PREFIX = "mr_";

    private static final int HASH_BYTES = 32;

    private final List<Known> known;

    private ApiKeys(List<Known> known) {
        this.known = List.copyOf(known);
    }

    private record Known(byte[] hash, Caller caller) {}

    /** @throws IllegalArgumentException if something in it is not right; does not tell what may be a key */
    static ApiKeys of(Map<String, HttpConfig.Key> config) {
        var known = new ArrayList<Known>();
        config.forEach((name, key) -> {
            String setting = "builder.http.keys.\"" + name + "\"";
            String models = setting + ".models";
            var caller = new Caller("key " + name, models, Caller.patterns(models, key.models()));
            key.hash().stream()
                    .map(hash -> new Known(hash(setting + ".hash", hash.strip()), caller))
                    .forEach(known::add);
        });
        requireDifferent(known);
        return new ApiKeys(known);
    }

    private static byte[] hash(String setting, String text) {
        if (text.length() != 2 * HASH_BYTES || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(setting + " is not a SHA-256 in 64 hexadecimal digits;"
                    + " ./millrace api-key makes a key and prints its hash");
        }
        return HexFormat.of().parseHex(text);
    }

    /** One key for two callers would be one of them by chance. */
    private static void requireDifferent(List<Known> known) {
        long different = known.stream()
                .map(one -> HexFormat.of().formatHex(one.hash()))
                .distinct()
                .count();
        if (different < known.size()) {
            throw new IllegalArgumentException(
                    "builder.http.keys: a hash is there twice; give each caller a key of its own");
        }
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    Optional<Caller> find(String key) {
        byte[] given = DigestUtils.sha256(key);
        @Nullable Caller found = null;
        // All are compared, and each to its end: how long it takes must not tell which of them are close.
        for (Known one : known) {
            if (MessageDigest.isEqual(one.hash(), given)) {
                found = one.caller();
            }
        }
        return Optional.ofNullable(found);
    }
}
