package io.millrace.worker;

import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.RunRef;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.Origin;
import io.millrace.worker.run.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SharesTest {
    private static final int PARTITION = 3;
    private static final Instant NINE = Instant.parse("2026-01-01T09:00:00Z");

    @Nested
    class An_input_whose_step_did_not_count {
        private final Shares shares = new Shares();
        private final Share lost = new Share(new Claim(PARTITION, 10));
        private final AtomicInteger decided = new AtomicInteger();

        private CompletableFuture<Void> decide() {
            decided.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }

        @Test
        void waits_until_the_partition_was_read_anew() {
            shares.put(lost);
            shares.remove(lost);
            CompletableFuture<Void> input = shares.later(PARTITION, shares.nextTurn(), this::decide);
            assertThat(input).isNotDone();

            shares.put(new Share(new Claim(PARTITION, 20)));
            shares.resume(PARTITION);

            assertThat(input).isCompleted();
            assertThat(decided).hasValue(1);
        }

        @Test
        void is_decided_at_once_when_the_partition_was_read_anew_before_it_got_here() {
            shares.put(lost);
            shares.remove(lost);
            shares.put(new Share(new Claim(PARTITION, 20)));
            shares.resume(PARTITION);

            CompletableFuture<Void> input = shares.later(PARTITION, shares.nextTurn(), this::decide);

            assertThat(input).isCompleted();
            assertThat(decided).hasValue(1);
        }

        @Test
        void is_left_to_whoever_has_the_partition_now() {
            shares.put(lost);
            shares.remove(lost);
            shares.revoke(PARTITION);

            assertThat(shares.later(PARTITION, shares.nextTurn(), this::decide)).isNotDone();
            assertThat(decided).hasValue(0);
        }
    }

    @Test
    void inputs_that_wait_are_decided_in_the_order_in_which_they_came() {
        var shares = new Shares();
        var lost = new Share(new Claim(PARTITION, 10));
        var decided = new ArrayList<String>();
        shares.put(lost);
        long older = shares.nextTurn();
        long newer = shares.nextTurn();
        shares.remove(lost);

        // The older one had been decided on, and learns only now that it does not count.
        var unused = shares.later(PARTITION, newer, () -> decide(decided, "newer"));
        var ignored = shares.later(PARTITION, older, () -> decide(decided, "older"));
        shares.put(new Share(new Claim(PARTITION, 20)));
        shares.resume(PARTITION);

        assertThat(decided).containsExactly("older", "newer");
    }

    private static CompletableFuture<Void> decide(List<String> decided, String input) {
        decided.add(input);
        return CompletableFuture.completedFuture(null);
    }

    @Test
    void a_share_that_was_lost_is_not_replaced_once_its_partition_was_given_again_and_lost_again() {
        var shares = new Shares();
        var first = new Share(new Claim(PARTITION, 10));
        var second = new Share(new Claim(PARTITION, 20));
        shares.put(first);
        shares.remove(first);
        shares.revoke(PARTITION);
        shares.put(second);
        shares.remove(second);

        assertThat(shares.isToBeReplaced(first)).isFalse();
        assertThat(shares.isToBeReplaced(second)).isTrue();
    }

    @Nested
    class A_round_that_is_forgotten {
        private final RunRef first = run("toy", 1);
        private final RunRef second = new RunRef(first.run(), 1, first.model(), first.version(), first.sequence());
        private final Share share = new Share(new Claim(PARTITION, 10));

        private Held.Concluded over(RunRef round) {
            var over =
                    new Held.Concluded(round, new Origin("millrace.image-built", PARTITION, 0), Optional.empty(), NINE);
            share.put(new Step(Lane.empty(round.model()), List.of(over), List.of(), false, List.of()));
            return over;
        }

        @Test
        void leaves_the_later_one_known_as_the_latest() {
            Held.Concluded old = over(first);
            Held.Concluded latest = over(second);

            share.forget(old);

            assertThat(share.latest(first.run())).contains(latest);
        }
    }
}
