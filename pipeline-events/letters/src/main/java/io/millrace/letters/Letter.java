package io.millrace.letters;

import io.millrace.events.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A record that a worker could not read, as it came.
 *
 * @param record the dead letter as it lies in its topic
 */
public record Letter(LetterId id, DeadLetter why, ConsumerRecord<byte[], byte @Nullable []> record) implements Entry {
    /** What a replay adds to a record: the letter that it was. One that was replayed twice has two of them. */
    static final String REPLAY_OF = "millrace-replay-of";

    public byte @Nullable [] key() {
        return record.key();
    }

    public byte @Nullable [] value() {
        return record.value();
    }

    /** When it became a dead letter. */
    public Instant written() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** Where the record was found, and goes when it is replayed. */
    public TopicPartition from() {
        return new TopicPartition(why.topic(), why.partition());
    }

    /** The record's own headers, in their order. */
    public List<Header> headers() {
        return DeadLetter.own(record.headers().toArray());
    }

    /** Whether it is only the start of the record, which was too large to keep. */
    boolean isCut() {
        return headers().stream().anyMatch(header -> header.key().equals(DeadLetter.CUT));
    }

    /** The letters that this record was before, the earliest first: as many as it was replayed in vain. */
    public List<LetterId> replayOf() {
        var before = new ArrayList<LetterId>();
        List<Header> headers = headers();
        for (int i = headers.size() - 1; i >= 0; i--) {
            Optional<LetterId> id = replayOf(headers.get(i));
            if (id.isEmpty()) {
                break;
            }
            before.addFirst(id.get());
        }
        return before;
    }

    private static Optional<LetterId> replayOf(Header header) {
        return header.key().equals(REPLAY_OF) && header.value() != null
                ? LetterId.find(new String(header.value(), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** The record as it came, for where it came from, and one header more. Its time is that of the replay. */
    ProducerRecord<byte[], byte @Nullable []> again() {
        var headers = new ArrayList<>(headers());
        headers.add(header(REPLAY_OF, id.toString()));
        return new ProducerRecord<>(why.topic(), why.partition(), record.key(), record.value(), headers);
    }

    /**
     * What says that it was replayed: lies with the letter, and is kept as long.
     *
     * @param offset where it lies now
     */
    ProducerRecord<byte[], byte @Nullable []> mark(long offset) {
        List<Header> headers =
                List.of(header(Entry.REPLAYED, id.toString()), header(Entry.REPLAYED_TO, from() + "@" + offset));
        return new ProducerRecord<>(record.topic(), record.partition(), record.key(), null, headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
