package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LoadTest {

    @Test
    void a_paced_run_counts_from_when_it_was_due_to_when_it_ended() throws Exception {
        try (var load = new Load(new Delay(Duration.ofMillis(30)))) {
            long start = System.nanoTime();
            Samples took = load.paced(100, 20);
            double all = (System.nanoTime() - start) / 1e6;
            assertThat(took.count()).isEqualTo(20);
            assertThat(took.values()).allSatisfy(each -> assertThat(each).isBetween(30.0, all));
            assertThat(all).isGreaterThan(19 * 10 + 30); // it did keep the pace
        }
    }

    @Test
    void a_run_that_begins_late_because_others_held_it_up_counts_that_too() throws Exception {
        var course = new Delay(Duration.ZERO) {
            @Override
            public void begin(int run) {
                pause(Duration.ofMillis(20));
                super.begin(run);
            }
        };
        try (var load = new Load(course)) {
            // Due each 10 ms and begun each 20 ms: the tenth is due after 90 ms and begins after 180 ms at best.
            assertThat(load.paced(100, 10).worst()).isGreaterThan(90);
        }
    }

    @Test
    void no_more_are_on_their_way_than_asked_for_and_none_when_it_is_over() throws Exception {
        var course = new Delay(Duration.ofMillis(20));
        try (var load = new Load(course)) {
            double perSecond = load.sustained(4, Duration.ofMillis(50), Duration.ofMillis(400));
            assertThat(perSecond).isPositive().isLessThanOrEqualTo(4 * (400 / 20 + 1) / 0.4);
            assertThat(course.most.get()).isEqualTo(4);
            assertThat(course.onTheirWay.get()).isZero();
        }
    }

    @Test
    void a_course_that_breaks_down_is_no_measurement() throws Exception {
        var course = new Delay(Duration.ZERO) {
            @Override
            public List<Integer> ended() throws IOException {
                throw new IOException("gone");
            }
        };
        try (var load = new Load(course)) {
            assertThatThrownBy(() -> load.paced(100, 1)).hasRootCauseMessage("gone");
            assertThatThrownBy(() -> load.sustained(1, Duration.ZERO, Duration.ofMillis(50)))
                    .hasRootCauseMessage("gone");
        }
    }

    /** Every run takes the same time. */
    private static class Delay implements Course {
        private final Duration each;
        private final BlockingQueue<Due> runs = new DelayQueue<>();
        final AtomicInteger onTheirWay = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();

        Delay(Duration each) {
            this.each = each;
        }

        @Override
        public void begin(int run) {
            int now = onTheirWay.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            runs.add(new Due(run, System.nanoTime() + each.toNanos()));
        }

        @Override
        public List<Integer> ended() throws IOException {
            var ended = new ArrayList<Integer>();
            try {
                Due first = runs.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    ended.add(first.run());
                    onTheirWay.decrementAndGet();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return ended;
        }

        static void pause(Duration span) {
            try {
                Thread.sleep(span);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    private record Due(int run, long at) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
