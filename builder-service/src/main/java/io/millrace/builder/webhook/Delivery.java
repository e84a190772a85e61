package io.millrace.builder.webhook;

import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.Headers;
import org.apache.commons.codec.digest.DigestUtils;

/** A request, as it came. */
record Delivery(Dialect dialect, Headers headers, byte[] body) {

    /**
     * What is the same when it is sent again. The id alone would not do: most hosts do not sign it, so that anybody who
     * saw a delivery could make a later one look like it.
     */
    String identity() {
        return String.join(
                "\n",
                dialect.name(),
                DigestUtils.sha256Hex(body),
                dialect.deliveryId(headers).orElse(""));
    }
}
