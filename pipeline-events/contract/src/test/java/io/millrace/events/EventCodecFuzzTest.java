package io.millrace.events;

import static io.millrace.events.Records.CODEC;
import static io.millrace.events.Records.bytes;
import static io.millrace.events.Records.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Records that were good once and then met with an accident. {@code -Dfuzz.seed} and {@code -Dfuzz.records} choose. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EventCodecFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20260105L);
    private static final int RECORDS = Integer.getInteger("fuzz.records", 20_000);
    private static final String[] TOKENS = {
        "null",
        "NaN",
        "1e999",
        "-1",
        "9223372036854775808",
        "0.5",
        "true",
        "{}",
        "[]",
        "\"\"",
        "\"\\ud800\"",
        "\"\u0000\"",
        "\"../..\"",
        "{\"a\":".repeat(80),
        "[".repeat(2000),
        "\"kind\":\"s3\"",
        "\"model\":\"x\",",
        "\\",
        "\"",
        "}",
        "]",
        ","
    };

    private static final Pattern HALF_CHARACTER = Pattern.compile("\\p{Cs}");

    private final Random random = new Random(SEED);

    @Test
    void never_make_the_codec_throw_and_what_can_be_read_can_be_written() {
        List<ConsumerRecord<byte[], byte[]>> good = good();
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < RECORDS; i++) {
            ConsumerRecord<byte[], byte[]> record = mutated(good.get(random.nextInt(good.size())));
            try {
                Decoded decoded = CODEC.decode(record);
                answers.merge(decoded.getClass().getSimpleName(), 1, Integer::sum);
                check(decoded);
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                fail("record " + i + " of seed " + SEED + ": " + Records.text(record), e);
            }
        }

        assertThat(answers)
                .as("a mixture, or the mutations test nothing")
                .containsOnlyKeys("Event", "Malformed", "UnknownType");
        assertThat(answers.get("Event")).isGreaterThan(RECORDS / 20);
        assertThat(answers.get("Malformed")).isGreaterThan(RECORDS / 2);
    }

    private static void check(Decoded decoded) {
        if (decoded instanceof Decoded.Malformed malformed) {
            assertThat(malformed.reason())
                    .isNotBlank()
                    .hasSizeLessThanOrEqualTo(300)
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]");
        } else if (decoded instanceof Decoded.Event event) {
            Decoded again = CODEC.decode(received(event.envelope()));
            // Half of a surrogate pair becomes a question mark; everything else stays.
            if (HALF_CHARACTER.matcher(event.toString()).find()) {
                assertThat(again).isInstanceOf(Decoded.Event.class);
            } else {
                assertThat(again).isEqualTo(event);
            }
            assertThat(CODEC.fromJson(CODEC.toJson(event.envelope()))).isEqualTo(again);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> good() {
        var good = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (Envelope envelope : Examples.all().values()) {
            good.add(received(envelope));
            good.add(Records.structured(CODEC.toJson(envelope)));
        }
        return good;
    }

    private ConsumerRecord<byte[], byte[]> mutated(ConsumerRecord<byte[], byte[]> good) {
        Headers headers = new RecordHeaders(good.headers().toArray());
        byte[] value = good.value();
        int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations; i++) {
            if (random.nextInt(4) == 0) {
                mutate(headers);
            } else {
                value = mutate(value);
            }
        }
        return received(headers, random.nextInt(200) == 0 ? null : value);
    }

    private void mutate(Headers headers) {
        String name = headers.toArray().length == 0
                ? "ce_id"
                : headers.toArray()[random.nextInt(headers.toArray().length)].key();
        switch (random.nextInt(6)) {
            case 0 -> headers.remove(name);
            case 1 -> headers.add(name, null);
            case 2 -> headers.add(name, noise(random.nextInt(40)));
            case 3 -> headers.add("ce_" + new String(noise(3), StandardCharsets.ISO_8859_1), noise(4));
            case 4 -> headers.add("ce_type", bytes("io.millrace.new.thing.v" + random.nextInt(9)));
            default -> headers.add(name, mutate(valueOf(headers, name)));
        }
    }

    private static byte[] valueOf(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? new byte[0] : header.value();
    }

    private byte[] mutate(byte[] value) {
        int from = random.nextInt(value.length + 1);
        int to = Math.min(value.length, from + random.nextInt(12));
        return switch (random.nextInt(7)) {
            case 0 -> spliced(value, from, to, new byte[0]);
            case 1 -> spliced(value, from, from, noise(1 + random.nextInt(3)));
            case 2 -> spliced(value, from, to, noise(to - from));
            case 3 -> Arrays.copyOf(value, from);
            case 4 -> spliced(value, to, to, Arrays.copyOfRange(value, from, to));
            case 5 -> number(value, from);
            default -> token(value, from);
        };
    }

    /** A token in place of a value, so that the JSON stays well-formed often enough. */
    private byte[] token(byte[] value, int near) {
        int colon = next(value, near, ':');
        int end = Math.min(next(value, colon, ','), next(value, colon, '}'));
        return spliced(
                value,
                Math.min(colon + 1, value.length),
                Math.max(colon + 1, end),
                bytes(TOKENS[random.nextInt(TOKENS.length)]));
    }

    /** One letter or digit for another: mostly still an event. */
    private byte[] number(byte[] value, int near) {
        byte[] copy = value.clone();
        for (int i = near; i < copy.length; i++) {
            if (Character.isLetterOrDigit(copy[i])) {
                copy[i] = (byte) (random.nextBoolean() ? '0' + random.nextInt(10) : 'a' + random.nextInt(26));
                break;
            }
        }
        return copy;
    }

    private static int next(byte[] value, int from, char sought) {
        int at = from;
        while (at < value.length && value[at] != sought) {
            at++;
        }
        return at;
    }

    private byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] spliced(byte[] value, int from, int to, byte[] insert) {
        int start = Math.min(from, value.length);
        int end = Math.min(Math.max(to, start), value.length);
        byte[] spliced = new byte[start + insert.length + value.length - end];
        System.arraycopy(value, 0, spliced, 0, start);
        System.arraycopy(insert, 0, spliced, start, insert.length);
        System.arraycopy(value, end, spliced, start + insert.length, value.length - end);
        return spliced;
    }
}
