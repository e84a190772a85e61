package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopTest {
    private final Loop loop = new Loop("loop-under-test");

    /** The consumer gives its partitions back while the worker stops; it must not wait for a loop that is gone. */
    @Test
    void nobody_waits_for_a_loop_that_was_stopped() {
        loop.stop();

        loop.await(loop.run(() -> CompletableFuture.completedFuture(null)));

        assertThat(loop.trouble()).isEmpty();
    }

    @Test
    void what_is_due_later_is_done_on_the_same_thread() {
        var now = new CompletableFuture<Thread>();
        var later = new CompletableFuture<Thread>();

        loop.later(Duration.ofMillis(1), () -> later.complete(Thread.currentThread()));
        var unused = loop.run(() -> {
            now.complete(Thread.currentThread());
            return CompletableFuture.completedFuture(null);
        });

        assertThat(later.join()).isSameAs(now.join());
    }

    @Test
    void a_decision_that_throws_is_remembered_as_trouble() {
        loop.run(() -> CompletableFuture.failedFuture(new IllegalStateException("impossible")))
                .join();

        assertThat(loop.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("impossible"));
    }
}
