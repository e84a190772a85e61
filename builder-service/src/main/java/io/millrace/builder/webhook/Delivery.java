package io.millrace.builder.webhook;

import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.Headers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A request, as it came. */
record Delivery(Dialect dialect, Headers headers, byte[] body) {

    /**
     * What is the same when it is sent again. The id alone would not do: most hosts do not sign it, so that anybody who
     * saw a delivery could make a later one look like it.
     */
    String identity() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return dialect.name() + "\n" + HexFormat.of().formatHex(hash) + "\n"
                    + dialect.deliveryId(headers).orElse("");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
