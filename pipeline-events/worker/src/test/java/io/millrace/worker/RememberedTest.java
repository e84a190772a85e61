package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What counts of a partition of the state topic. The claim of this reader lies at offset 100. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RememberedTest {
    private final Remembered remembered = new Remembered(new Claim(3, 100));

    private void read(long offset, String key, @Nullable String value) {
        remembered.read(new ConsumerRecord<>(
                "millrace.trainer.state",
                3,
                offset,
                key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8)));
    }

    private String about(String about) {
        return remembered.valid().stream()
                .filter(entry -> entry.about().equals(about))
                .map(entry -> new String(entry.value(), UTF_8))
                .reduce("", String::concat);
    }

    @Test
    void the_last_write_of_an_owner_counts() {
        read(10, "owner", "a");
        read(11, "10/run/toy/r1/0", "waiting");
        read(12, "10/run/toy/r1/0", "running");

        assertThat(about("run/toy/r1/0")).isEqualTo("running");
        assertThat(remembered.invalid()).isEmpty();
    }

    @Test
    void what_the_later_owner_wrote_counts() {
        read(11, "10/run/toy/r1/0", "running");
        read(21, "20/run/toy/r1/0", "concluding");

        assertThat(about("run/toy/r1/0")).isEqualTo("concluding");
        assertThat(remembered.invalid()).containsExactly("10/run/toy/r1/0");
    }

    @Test
    void a_late_write_of_an_earlier_owner_does_not_count() {
        read(21, "20/run/toy/r1/0", "concluding");
        read(22, "10/run/toy/r1/0", "parked");

        assertThat(about("run/toy/r1/0")).isEqualTo("concluding");
        assertThat(remembered.invalid()).containsExactly("10/run/toy/r1/0");
    }

    @Test
    void a_write_of_an_owner_after_the_claim_of_another_does_not_count() {
        read(10, "owner", "first");
        read(20, "owner", "second");
        read(21, "10/run/toy/r2/0", "waiting");

        assertThat(remembered.valid()).isEmpty();
        assertThat(remembered.invalid()).containsExactly("10/run/toy/r2/0");
    }

    @Test
    void a_write_of_another_owner_after_this_readers_claim_does_not_count() {
        read(11, "10/run/toy/r1/0", "running");
        read(100, "owner", "me");
        read(101, "10/run/toy/r1/0", "concluding");

        assertThat(about("run/toy/r1/0")).isEqualTo("running");
    }

    @Test
    void that_nothing_is_left_does_not_count_when_it_comes_late() {
        read(11, "10/model/toy", "an alert");
        read(100, "owner", "me");
        read(101, "10/model/toy", "nothing");

        assertThat(about("model/toy")).isEqualTo("an alert");
    }

    @Test
    void what_was_removed_is_gone() {
        read(11, "10/run/toy/r1/0", "concluded");
        read(12, "10/run/toy/r1/0", null);

        assertThat(remembered.valid()).isEmpty();
    }

    @Test
    void removing_an_older_key_leaves_the_newer_one() {
        read(11, "10/run/toy/r1/0", "running");
        read(21, "20/run/toy/r1/0", "running");
        read(22, "10/run/toy/r1/0", null);

        assertThat(about("run/toy/r1/0")).isEqualTo("running");
        assertThat(remembered.invalid()).isEmpty();
    }

    @Test
    void a_key_of_a_release_before_claims_is_refused() {
        assertThatThrownBy(() -> read(1, "run/toy/r1/0", "running")).hasMessageContaining("a release before claims");
    }
}
