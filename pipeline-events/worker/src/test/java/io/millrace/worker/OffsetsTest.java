package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OffsetsTest {
    private static final TopicPartition MINE = new TopicPartition("millrace.image-built", 3);
    private static final TopicPartition OTHER = new TopicPartition("millrace.image-built", 4);
    private static final int GENERATION = 7;

    private final Offsets offsets = new Offsets();

    @BeforeEach
    void assign() {
        offsets.assigned(List.of(MINE), GENERATION);
    }

    private void received(long... each) {
        for (long offset : each) {
            offsets.received(MINE, offset, GENERATION);
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> due() {
        return offsets.due(partition -> true);
    }

    private static Map<TopicPartition, OffsetAndMetadata> mineUpTo(long offset) {
        return Map.of(MINE, new OffsetAndMetadata(offset));
    }

    @Test
    void nothing_is_due_before_anything_is_dealt_with() {
        received(10, 11);

        assertThat(due()).isEmpty();
    }

    @Test
    void what_was_dealt_with_is_due_up_to_the_first_that_was_not() {
        received(10, 11, 12);
        offsets.dealtWith(MINE, 10);
        offsets.dealtWith(MINE, 12);

        assertThat(due()).isEqualTo(mineUpTo(11));
    }

    @Test
    void is_due_behind_the_last_record_once_all_are_dealt_with() {
        received(10, 14);
        offsets.dealtWith(MINE, 14);
        offsets.dealtWith(MINE, 10);

        assertThat(due()).isEqualTo(mineUpTo(15));
    }

    @Test
    void is_due_once() {
        received(10);
        offsets.dealtWith(MINE, 10);
        offsets.committed(due());

        assertThat(due()).isEmpty();
    }

    @Test
    void is_due_again_while_it_is_not_known_to_be_committed() {
        received(10);
        offsets.dealtWith(MINE, 10);

        assertThat(due()).isEqualTo(due()).isNotEmpty();
    }

    @Test
    void what_is_somebody_elses_is_never_due() {
        offsets.received(OTHER, 10, GENERATION);
        offsets.dealtWith(OTHER, 10);

        assertThat(due()).isEmpty();
    }

    @Test
    void a_record_from_before_the_partition_came_back_is_not_counted() {
        received(10, 11);
        offsets.revoked(List.of(MINE));
        offsets.assigned(List.of(MINE), GENERATION + 1);

        offsets.received(MINE, 11, GENERATION);
        offsets.dealtWith(MINE, 11);

        assertThat(due()).isEmpty();
    }

    @Test
    void only_what_is_asked_for_is_due() {
        received(10);
        offsets.dealtWith(MINE, 10);

        assertThat(offsets.due(OTHER::equals)).isEmpty();
    }
}
