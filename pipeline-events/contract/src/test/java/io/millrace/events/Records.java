package io.millrace.events;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Kafka records without a broker: what the codec writes as a consumer gets it, and what strangers might send. */
final class Records {
    static final EventCodec CODEC = new EventCodec(Topic.DEFAULT_PREFIX);
    static final long WRITTEN = Examples.NINE.toEpochMilli();

    private Records() {}

    static ConsumerRecord<byte[], byte[]> received(Envelope envelope) {
        ProducerRecord<byte[], byte[]> sent = CODEC.encode(envelope);
        return received(sent.headers(), sent.value());
    }

    static ConsumerRecord<byte[], byte[]> received(Headers headers, byte[] value) {
        return new ConsumerRecord<>(
                "topic", 0, 0, WRITTEN, TimestampType.CREATE_TIME, -1, -1, null, value, headers, Optional.empty());
    }

    static ConsumerRecord<byte[], byte[]> structured(String json) {
        return structured("application/cloudevents+json", json);
    }

    static ConsumerRecord<byte[], byte[]> structured(String contentType, String json) {
        Headers headers = new RecordHeaders().add("content-type", bytes(contentType));
        return received(headers, bytes(json));
    }

    static Map<String, String> text(Headers headers) {
        var text = new LinkedHashMap<String, String>();
        for (Header header : headers) {
            text.put(header.key(), header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
        }
        return text;
    }

    static String text(ConsumerRecord<byte[], byte[]> record) {
        String value = record.value() == null ? "no value" : new String(record.value(), StandardCharsets.ISO_8859_1);
        return text(record.headers()) + " " + value;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
