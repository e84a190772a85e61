package io.millrace.builder.ingress;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;

/**
 * Why a request is not taken, after RFC 9457, and what to do.
 *
 * @param items one for each event of a batch; absent where there was none
 */
public record Problem(String type, String title, int status, String detail, String remedy, Optional<List<Item>> items) {
    public static final String MEDIA_TYPE = "application/problem+json";
    public static final String TYPES = "https://millrace.io/problems/";

    /**
     * What became of one event of a batch.
     *
     * @param index  in the batch, from 0
     * @param event  its id, where that could be read
     * @param result {@code refused}; {@code not-registered} because another one was refused; {@code registered}; {@code
     *               unknown} if the broker did not say
     * @param type   of the problem with it
     */
    public record Item(
            int index,
            Optional<String> event,
            String result,
            Optional<String> type,
            Optional<String> detail,
            Optional<String> remedy) {}

    /** @param kind the last part of its type */
    public static Problem of(String kind, int status, String detail, String remedy) {
        String title = HttpResponseStatus.valueOf(status).reasonPhrase();
        return new Problem(TYPES + kind, title, status, detail, remedy, Optional.empty());
    }

    public Problem with(List<Item> became) {
        return new Problem(type, title, status, detail, remedy, Optional.of(List.copyOf(became)));
    }

    /** As JSON. */
    public String body() {
        return Body.of(this);
    }
}
