package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class NothingReportTest {
    private static final Machine MACHINE = new Machine(
            "Some CPU",
            4,
            Optional.of(16_000L),
            "Some Linux",
            "Some JDK 25",
            0.1,
            Instant.parse("2026-11-22T10:00:00Z"),
            Optional.of("0123456789ab"));

    private final String report = NothingReport.of(MACHINE, figures());

    @Test
    void sets_ours_beside_each_peer_within_the_round() {
        // Rounds of 30 to 10, 40 to 10 and 60 to 12 ms: 3, 4 and 5 times.
        assertThat(report)
                .contains("| median of runs, 5 a second | bare Kafka clients | 4.00 | 5.00 "
                        + "| 4.00 | at the median | 1.15 | **no** |")
                .contains("| median of runs, 5 a second | Temporal's test server | 2.00 | 3.00 "
                        + "| 3.00 | yes | 0.70 | **no** |");
    }

    @Test
    void compares_throughput_by_the_time_that_a_run_takes() {
        assertThat(report)
                .contains("| time per run, 64 on their way | bare Kafka clients | 10.00 | 20.00 "
                        + "| 4.00 | **no** | 1.15 | **no** |")
                .contains("| time per run, 64 on their way | Temporal's test server | 0.50 | 1.00 "
                        + "| 3.00 | yes | 0.70 | at the median |");
    }

    @Test
    void shows_the_median_of_the_rounds_and_the_worst_of_all_runs() {
        assertThat(report)
                .contains("| 5 | Millrace | 40.0 ms (60.0 ms) | 61.0 ms | 61.0 ms | 9 |")
                .contains("| 50 | Temporal's test server | 20.0 ms (20.0 ms) | 21.0 ms | 21.0 ms | 9 |");
    }

    @Test
    void shows_the_runs_a_second_of_the_slowest_round_as_the_worst() {
        assertThat(report).contains("| Millrace | 100 | 50 |").contains("| bare Kafka clients | 1,000 | 1,000 |");
    }

    @Test
    void says_what_it_was_measured_on() {
        assertThat(report).contains("| load before the start | 0.10 |").contains("within each of 3 rounds");
    }

    private static NothingFigures figures() {
        var effort = NothingBench.Effort.full(3);
        return new NothingFigures(false, effort, List.of(round(30, 10, 200), round(40, 10, 50), round(60, 12, 100)));
    }

    private static Map<Contender, NothingFigures.Measured> round(double ours, double bare, double perSecond) {
        return Map.of(
                Contender.MILLRACE, measured(ours, perSecond),
                Contender.BARE, measured(bare, 1000),
                Contender.TEMPORAL, measured(20, 50));
    }

    private static NothingFigures.Measured measured(double median, double perSecond) {
        var runs = new Samples(List.of(median - 1, median, median + 1));
        return new NothingFigures.Measured(runs, runs, perSecond);
    }
}
