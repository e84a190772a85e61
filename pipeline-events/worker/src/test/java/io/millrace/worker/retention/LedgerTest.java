package io.millrace.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LedgerTest {
    private static final Duration GRACE = Duration.ofHours(24);

    /** Looks at random moments, and forgets at each: no history may make it forget what is needed, or keep more. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void needs_exactly_what_is_needed_whatever_happened(int lastGood) {
        for (int seed = 0; seed < 100; seed++) {
            var history = new History(seed);
            var ledger = new Ledger(GRACE, lastGood);
            var random = new Random(seed);
            for (int look = 0; look < 12; look++) {
                int known = history.written.size();
                for (int i = random.nextInt(40); i >= 0; i--) {
                    history.goOn();
                }

                history.since(known).forEach(written -> ledger.on(written.event(), written.at()));
                ledger.forget(history.now());

                assertThat(ledger.needs(history.now()))
                        .as("seed %d, look %d", seed, look)
                        .isEqualTo(history.needs(GRACE, lastGood));
            }
        }
    }

    @Test
    void remembers_no_more_the_longer_the_log_gets() {
        var history = new History(7);
        var ledger = new Ledger(GRACE, 2);
        for (int i = 0; i < 10_000; i++) {
            int known = history.written.size();
            history.goOn();
            history.since(known).forEach(written -> ledger.on(written.event(), written.at()));
            ledger.forget(history.now());
        }

        Needs needs = ledger.needs(history.now());

        assertThat(ledger.size()).isLessThanOrEqualTo(needs.runs().size());
        assertThat(needs).isEqualTo(history.needs(GRACE, 2));
    }

    @Test
    void needs_what_serves_although_a_copy_of_what_served_before_it_comes_late() {
        var history = new History(3);
        var ledger = new Ledger(Duration.ZERO, 0);
        for (int i = 0; i < 500; i++) {
            history.goOn();
        }
        history.since(0).forEach(written -> ledger.on(written.event(), written.at()));

        history.since(0).stream()
                .filter(written -> written.event() instanceof ServingChanged changed && changed.generation() == 1)
                .forEach(written -> ledger.on(written.event(), written.at()));

        assertThat(ledger.needs(history.now())).isEqualTo(history.needs(Duration.ZERO, 0));
    }

    @Test
    void needs_nothing_for_a_model_that_serves_no_more() {
        var history = new History(1);
        var ledger = new Ledger(Duration.ZERO, 0);
        for (int i = 0; i < 500; i++) {
            history.goOn();
        }
        history.since(0).forEach(written -> ledger.on(written.event(), written.at()));
        Needs before = ledger.needs(history.now().plus(GRACE));

        for (int model = 0; model < 3; model++) {
            ledger.servesNoMore(new ModelName("model-" + model));
        }

        Needs after = ledger.needs(history.now().plus(GRACE));
        assertThat(before.runs()).hasSizeGreaterThan(after.runs().size());
        assertThat(before.runs()).containsAll(after.runs());
    }
}
