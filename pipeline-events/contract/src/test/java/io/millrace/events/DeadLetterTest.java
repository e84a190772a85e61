package io.millrace.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DeadLetterTest {
    private static final DeadLetter LETTER = new DeadLetter(
            "not JSON: ä",
            "millrace.model-registered",
            3,
            42,
            Instant.parse("2026-01-05T09:00:00Z"),
            "builder",
            "0.1.0");

    @Test
    void is_told_behind_the_headers_of_the_record() {
        List<Header> own = List.of(header("theirs", 1, 2), header("theirs", 3), new RecordHeader("empty", null));

        Header[] headers = LETTER.behind(own).toArray(Header[]::new);

        assertThat(DeadLetter.of(headers)).contains(LETTER);
        assertThat(DeadLetter.own(headers)).isEqualTo(own);
        assertThat(headers[3].key()).isEqualTo("millrace-dead-letter-reason");
    }

    @Test
    void is_told_from_headers_of_the_record_that_bear_its_names() {
        List<Header> copied = LETTER.behind(List.of(header("theirs", 1)));
        var second = new DeadLetter("still not JSON", "other", 0, 7, Instant.EPOCH, "trainer", "0.2.0");

        Header[] headers = second.behind(copied).toArray(Header[]::new);

        assertThat(DeadLetter.of(headers)).contains(second);
        assertThat(DeadLetter.own(headers)).isEqualTo(copied);
    }

    @Test
    void is_not_what_has_other_headers() {
        Header[] whole = LETTER.behind(List.of()).toArray(Header[]::new);
        Header[] followed = LETTER.behind(List.of()).toArray(new Header[8]);
        followed[7] = header("behind", 1);
        Header[] wrong = whole.clone();
        wrong[3] = new RecordHeader("millrace-dead-letter-offset", "many".getBytes(UTF_8));
        Header[] hollow = whole.clone();
        hollow[0] = new RecordHeader("millrace-dead-letter-reason", null);

        assertThat(List.of(new Header[0], Arrays.copyOf(whole, 6), followed, wrong, hollow))
                .allSatisfy(headers -> assertThat(DeadLetter.of(headers)).isEmpty());
    }

    private static Header header(String name, int... bytes) {
        byte[] value = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            value[i] = (byte) bytes[i];
        }
        return new RecordHeader(name, value);
    }
}
