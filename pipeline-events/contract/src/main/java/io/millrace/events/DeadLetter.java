package io.millrace.events;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Why a record that nobody could read lies among the dead letters, and where it was found. Told in the last seven
 * headers of the dead letter, {@code millrace-dead-letter-*}, behind the record's own, which stay as they came: by its
 * place a header tells whose it is, even where a record brought one of the same name.
 *
 * @param reason    what is wrong with it, for a person; one line
 * @param topic     where it was found, with {@code partition} and {@code offset}
 * @param timestamp the time that the record itself bore
 * @param worker    who could not read it, for example {@code builder}
 * @param version   of that worker
 */
public record DeadLetter(
        String reason, String topic, int partition, long offset, Instant timestamp, String worker, String version) {
    public static final String HEADER_PREFIX = "millrace-dead-letter-";

    /** Stands in place of the record's own headers when only the start of it is kept; says how many bytes it had. */
    public static final String CUT = HEADER_PREFIX + "cut";

    private static final List<String> NAMES =
            List.of("reason", "topic", "partition", "offset", "timestamp", "worker", "version");

    /** The headers of the dead letter: those of the record, and behind them what this tells. */
    public List<Header> behind(Iterable<Header> own) {
        var headers = new ArrayList<Header>();
        own.forEach(headers::add);
        List<Object> values = List.of(reason, topic, partition, offset, timestamp, worker, version);
        for (int i = 0; i < NAMES.size(); i++) {
            byte[] value = values.get(i).toString().getBytes(StandardCharsets.UTF_8);
            headers.add(new RecordHeader(HEADER_PREFIX + NAMES.get(i), value));
        }
        return headers;
    }

    /** What a dead letter's headers tell. Empty when they are not those of a dead letter. */
    public static Optional<DeadLetter> of(Header[] headers) {
        Map<String, String> told = new HashMap<>();
        for (Header header : Arrays.copyOfRange(headers, ownCount(headers), headers.length)) {
            if (header.key().startsWith(HEADER_PREFIX) && header.value() != null) {
                told.put(
                        header.key().substring(HEADER_PREFIX.length()),
                        new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return told.keySet().containsAll(NAMES) ? read(told) : Optional.empty();
    }

    /** Of a dead letter's headers those that the record came with, in their order. */
    public static List<Header> own(Header[] headers) {
        return List.of(headers).subList(0, ownCount(headers));
    }

    private static int ownCount(Header[] headers) {
        return Math.max(0, headers.length - NAMES.size());
    }

    private static Optional<DeadLetter> read(Map<String, String> told) {
        try {
            return Optional.of(new DeadLetter(
                    told.getOrDefault("reason", ""),
                    told.getOrDefault("topic", ""),
                    Integer.parseInt(told.getOrDefault("partition", "")),
                    Long.parseLong(told.getOrDefault("offset", "")),
                    Instant.parse(told.getOrDefault("timestamp", "")),
                    told.getOrDefault("worker", ""),
                    told.getOrDefault("version", "")));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
