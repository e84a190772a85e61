package io.millrace.monitor.kafka;

import io.millrace.events.Decoded;
import io.millrace.events.EventType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a record was found to say, before anything of it is taken into the view. */
sealed interface Look {
    ConsumerRecord<byte[], byte @Nullable []> record();

    /** An event of a run that was dropped for later ones; it was not decoded. */
    record Dropped(ConsumerRecord<byte[], byte @Nullable []> record, EventType type) implements Look {}

    /** That nothing serves the model any more. */
    record Removal(ConsumerRecord<byte[], byte @Nullable []> record) implements Look {}

    /** An event, or what is none. */
    record Told(ConsumerRecord<byte[], byte @Nullable []> record, Decoded what) implements Look {}

    /** A bug of ours. */
    record Failed(ConsumerRecord<byte[], byte @Nullable []> record, RuntimeException failure) implements Look {}
}
