package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.Failover.Takeover;
import io.millrace.events.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FailoverReportTest {
    private static final Machine MACHINE = new Machine(
            "Some CPU", 4, Optional.empty(), "Some Linux", "Some JDK 25", 0.1, Instant.EPOCH, Optional.empty());

    private final String report = FailoverReport.of(
            MACHINE,
            false,
            List.of(
                    new Takeover(Stage.BUILD, "builder", 2000),
                    new Takeover(Stage.TRAIN, "trainer-2", 3000),
                    new Takeover(Stage.BUILD, "builder-2", 5001)));

    @Test
    void tells_each_worker_and_all_together() {
        assertThat(report)
                .contains("| trainer | 1 | 3.00 s | 3.00 s | 5.00 s | yes |")
                .contains("| any of them | 3 | 3.00 s | 5.00 s | 5.00 s | **no** |");
    }

    @Test
    void says_that_the_bound_is_missed_when_one_kill_misses_it() {
        assertThat(report).contains("| builder | 2 | 3.50 s | 5.00 s | 5.00 s | **no** |");
    }
}
