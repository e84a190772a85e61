package io.millrace.builder.http;

import io.millrace.builder.HttpConfig;
import io.millrace.builder.Settings;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/** Configuration as an operator would write it. */
final class Configured {
    static final String KEY = "mr_" + "a".repeat(43);
    static final String NEXT_KEY = "mr_" + "b".repeat(43);

    private Configured() {}

    /** @param more keys and values, in turn, below {@code builder.http.} */
    static HttpConfig with(String... more) {
        var properties = new HashMap<String, String>();
        put(properties, more);
        return Settings.http(properties);
    }

    /** The key {@code ci}, {@link #KEY}, for {@code digits} and {@code churn-*}, and {@code more}, which wins. */
    static HttpConfig key(String... more) {
        var properties = new HashMap<String, String>();
        put(properties, "keys.ci.hash", DigestUtils.sha256Hex(KEY), "keys.ci.models", "digits,churn-*");
        put(properties, more);
        return Settings.http(properties);
    }

    private static void put(Map<String, String> properties, String... more) {
        for (int i = 0; i < more.length; i += 2) {
            properties.put("builder.http." + more[i], more[i + 1]);
        }
    }
}
