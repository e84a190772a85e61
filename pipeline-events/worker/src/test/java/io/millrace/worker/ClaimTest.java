package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ClaimTest {
    private final Claim claim = new Claim(3, 100);

    @Test
    void holds_while_the_owners_writes_follow_one_another() {
        assertThat(claim.isNext(101)).isTrue();
        assertThat(claim.isNext(102)).isTrue();
        assertThat(claim.isLost()).isFalse();
    }

    @Test
    void is_lost_at_a_gap_and_for_all_that_comes_after_it() {
        assertThat(claim.isNext(101)).isTrue();

        assertThat(claim.isNext(103)).isFalse();
        assertThat(claim.isNext(104)).isFalse();
        assertThat(claim.isLost()).isTrue();
    }

    @Test
    void is_lost_when_the_broker_does_not_say_where_a_write_lies() {
        assertThat(claim.isNext(-1)).isFalse();
        assertThat(claim.isNext(102)).isFalse();
    }
}
