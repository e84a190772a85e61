package io.millrace.builder.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RateLimitsTest {
    private static final Caller CI = caller("ci");

    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3); // the clock may run over
    private final RateLimits limits = new RateLimits(
            Configured.with("rate.per-minute", "6", "rate.burst", "3").rate(), () -> now);

    @Test
    void grant_a_burst_and_then_nothing_until_time_has_passed() {
        assertThat(limits.take(CI, 2)).isEqualTo(new Allowance(true, 3, 1, 20, 0));
        assertThat(limits.take(CI, 2)).isEqualTo(new Allowance(false, 3, 1, 20, 10));
        assertThat(limits.take(CI, 1)).isEqualTo(new Allowance(true, 3, 0, 30, 0));

        passes(9);
        assertThat(limits.take(CI, 1)).isEqualTo(new Allowance(false, 3, 0, 21, 1));
        passes(1);
        assertThat(limits.take(CI, 1).granted()).isTrue();
    }

    @Test
    void never_grant_more_than_a_burst_however_long_nothing_was_sent() {
        limits.take(CI, 3);
        passes(3600);

        assertThat(limits.take(CI, 3).granted()).isTrue();
        assertThat(limits.take(CI, 1).granted()).isFalse();
    }

    @Test
    void count_each_caller_for_itself() {
        limits.take(CI, 3);

        assertThat(limits.take(caller("other"), 3).granted()).isTrue();
        assertThat(limits.take(CI, 1).granted()).isFalse();
    }

    @Test
    void forget_callers_of_long_ago_and_not_those_who_send_all_the_time() {
        Caller early = caller("early");
        limits.take(early, 3);
        limits.take(CI, 3);
        for (int i = 0; i < 10_000; i++) {
            limits.take(caller("subject " + i), 1);
            assertThat(limits.take(CI, 1).granted()).isFalse();
        }

        assertThat(limits.take(early, 3).granted()).isTrue();
    }

    @Test
    void say_in_headers_what_may_still_be_sent() {
        assertThat(limits.take(CI, 1).headers())
                .containsEntry("RateLimit-Policy", "\"registrations\";q=3")
                .containsEntry("RateLimit", "\"registrations\";r=2;t=10")
                .doesNotContainKey("Retry-After");
        limits.take(CI, 2);

        assertThat(limits.take(CI, 1).headers()).containsEntry("Retry-After", "10");
    }

    @Test
    void do_not_start_with_a_rate_that_is_none() {
        assertThatThrownBy(
                        () -> new RateLimits(Configured.with("rate.burst", "0").rate(), () -> now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("builder.http.rate.burst is 0, expected 1 to 1000000");
    }

    private void passes(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static Caller caller(String name) {
        return new Caller(name, "setting", List.of());
    }
}
