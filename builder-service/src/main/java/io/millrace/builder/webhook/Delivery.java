package io.millrace.builder.webhook;

import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.Headers;
import io.millrace.events.ModelName;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/** A request, as it came. */
record Delivery(Dialect dialect, Headers headers, byte[] body) {

    /**
     * What is the same when it is sent again. The id alone would not do: most hosts do not sign it, so that anybody who
     * saw a delivery could make a later one look like it. Two webhooks may tell of one push in the same words, each with
     * the secret of other models.
     *
     * @param opened the models that it may start runs of
     */
    String identity(Set<ModelName> opened) {
        return String.join(
                "\n",
                dialect.name(),
                DigestUtils.sha256Hex(body),
                dialect.deliveryId(headers).orElse(""),
                opened.stream().map(ModelName::value).sorted().collect(Collectors.joining(",")));
    }
}
