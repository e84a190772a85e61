package io.millrace.builder.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came.
 *
 * @param headers in the order in which they came
 * @param received when
 */
record Request(List<Map.Entry<String, String>> headers, byte[] body, Instant received) {

    /** The first header of this name that is not empty. */
    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue().strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }
}
