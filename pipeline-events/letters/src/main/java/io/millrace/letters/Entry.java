package io.millrace.letters;

import io.millrace.events.DeadLetter;
import io.millrace.events.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What lies in a topic of dead letters. */
public sealed interface Entry permits Letter, Entry.Mark, Entry.Stranger {

    /** On a record that says that a letter was replayed: that letter's id. */
    String REPLAYED = "millrace-replayed";
    /** Next to it: where the letter went, for example {@code millrace.model-registered-3@57}. */
    String REPLAYED_TO = "millrace-replayed-to";

    /** Says that a letter was replayed. It lies behind the letter, in the same partition. */
    record Mark(LetterId letter, Instant written, String to) implements Entry {}

    /** Written by something else than a worker or a replay. */
    record Stranger() implements Entry {}

    /** Whatever the record holds, this answers with a value. */
    static Entry of(Stage worker, ConsumerRecord<byte[], byte @Nullable []> record) {
        var id = new LetterId(worker, record.partition(), record.offset());
        Optional<DeadLetter> letter = DeadLetter.of(record.headers().toArray());
        if (letter.isPresent()) {
            return new Letter(id, letter.get(), record);
        }
        Optional<LetterId> replayed = text(record, REPLAYED).flatMap(LetterId::find);
        if (replayed.isPresent()) {
            String to = text(record, REPLAYED_TO).orElse("");
            return new Mark(replayed.get(), Instant.ofEpochMilli(record.timestamp()), to);
        }
        return new Stranger();
    }

    private static Optional<String> text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
