package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.DeadLetter;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What a worker keeps of records that it cannot read, as whoever publishes them again needs it. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeadLettersTest {
    private static final String INPUT = "millrace.image-built";
    private static final String DEAD_LETTERS = "millrace.trainer.dead-letters";
    /** Binary, twice the same name, without a value, and one that looks like the worker's own. */
    private static final List<Header> THEIRS = List.of(
            new RecordHeader("theirs", new byte[] {0, (byte) 0xff}),
            new RecordHeader("theirs", "again".getBytes(UTF_8)),
            new RecordHeader("nothing", null),
            new RecordHeader(DeadLetter.HEADER_PREFIX + "reason", "they liked our name".getBytes(UTF_8)));

    private final Pipeline pipeline = new Pipeline();

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void keep_key_value_and_headers_byte_by_byte() {
        byte[] key = {(byte) 0xfe, 0, 1};
        byte[] value = {'{', 0, (byte) 0xff};

        pipeline.write(new ProducerRecord<>(INPUT, 5, key, value, THEIRS));

        var letter = letter(key, 0);
        assertThat(letter.partition()).isEqualTo(5);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(DeadLetter.own(letter.headers().toArray())).isEqualTo(THEIRS);
        assertThat(told(letter).reason()).startsWith("not a CloudEvent: header ce_specversion is missing");
    }

    @Test
    void keep_that_there_was_no_value() {
        byte[] key = {(byte) 0xfe, 0, 2};

        pipeline.write(new ProducerRecord<>(INPUT, 5, key, null, THEIRS));

        var letter = letter(key, 0);
        assertThat(letter.value()).isNull();
        assertThat(told(letter).reason()).startsWith("the record has no value");
    }

    @Test
    void tell_of_a_record_that_comes_again_unchanged_without_what_was_told_of_it_before() {
        byte[] key = {(byte) 0xfe, 0, 3};
        pipeline.write(new ProducerRecord<>(INPUT, 5, key, new byte[] {1}, THEIRS));
        var first = letter(key, 0);
        var again = new ArrayList<>(DeadLetter.own(first.headers().toArray()));
        again.add(new RecordHeader("millrace-replay-of", "trainer/5/0".getBytes(UTF_8)));

        pipeline.write(new ProducerRecord<>(INPUT, 5, key, first.value(), again));

        var second = letter(key, 1);
        assertThat(second.value()).isEqualTo(first.value());
        assertThat(DeadLetter.own(second.headers().toArray())).isEqualTo(again);
        assertThat(told(second).reason()).isEqualTo(told(first).reason());
        assertThat(told(second).offset()).isGreaterThan(told(first).offset());
    }

    private ConsumerRecord<byte[], byte[]> letter(byte[] key, int n) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> letters(key), found -> found.size() > n)
                .get(n);
    }

    private List<ConsumerRecord<byte[], byte[]>> letters(byte[] key) {
        return pipeline.records(DEAD_LETTERS).stream()
                .filter(found -> Arrays.equals(found.key(), key))
                .toList();
    }

    private static DeadLetter told(ConsumerRecord<byte[], byte[]> letter) {
        return DeadLetter.of(letter.headers().toArray()).orElseThrow();
    }
}
