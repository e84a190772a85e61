package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReportTest {

    @Test
    void says_what_it_was_measured_on() {
        assertThat(Report.of(machine(0.1), figures(false)))
                .contains("| CPU | Some CPU, 4 cores |")
                .contains("| memory | 16,000 MiB |")
                .contains("| load before the start | 0.10 |")
                .contains("| date | 2026-11-22T10:00:00Z |")
                .contains("| commit | 0123456789ab |");
    }

    @Test
    void sets_a_run_beside_the_commands_of_the_same_round() {
        assertThat(Report.of(machine(0.1), figures(false)))
                .contains("| a run less the model's own commands | 600 ms | 1,600 ms | 3 "
                        + "| 1,000 ms (2,000 ms) | 1.55 | 1,500 ms | at the median |");
    }

    @Test
    void judges_a_stage_by_what_it_adds_to_its_command() {
        assertThat(Report.of(machine(0.1), figures(false)))
                .contains("| stage train less its command | 100 ms | 100 ms | 3 "
                        + "| 900 ms (1,900 ms) | 1.11 | 150 ms | yes |")
                .contains("| stage deploy less its command | 250 ms | 1,250 ms | 3 "
                        + "| 50 ms (50 ms) | 6.00 | 150 ms | **no** |");
    }

    @Test
    void judges_no_first_run() {
        assertThat(Report.of(machine(0.1), figures(false)))
                .contains("| the same, first run after a first start | 9,600 ms | – | 1 "
                        + "| 1,000 ms (1,000 ms) | 10.60 | – | – |");
    }

    @Test
    void leaves_the_broker_out_of_the_workers_sum() {
        assertThat(Report.of(machine(0.1), figures(false)))
                .contains("| five workers resident, after their start | 300 MiB | – | 1 | – | – | 1,126 MiB | yes |")
                .contains("| broker | 900 MiB | 3.00 % | 950 MiB | 2.00 % |");
    }

    @Test
    void warns_of_a_machine_that_was_not_quiet() {
        assertThat(Report.of(machine(0.1), figures(false))).doesNotContain("**The machine");
        assertThat(Report.of(machine(2.25), figures(false)))
                .contains("**The machine was not quiet before the start: its load was 2.25.**");
    }

    @Test
    void warns_of_values_that_were_only_tried_out() {
        assertThat(Report.of(machine(0.1), figures(true))).contains("**Only tried out: these values are no figures.**");
    }

    private static Machine machine(double load) {
        return new Machine(
                "Some CPU",
                4,
                Optional.of(16_000L),
                "Some Linux",
                "Some JDK 25",
                load,
                Instant.parse("2026-11-22T10:00:00Z"),
                Optional.of("0123456789ab"));
    }

    private static Figures figures(boolean quick) {
        return new Figures(
                quick,
                new Samples(List.of(12_000.0)),
                new Samples(List.of(9_000.0)),
                List.of(round(9_250, 900)),
                List.of(round(3_000, 900)),
                List.of(round(200, 900), round(1_250, 1_900), round(250, 800)),
                List.of(
                        new Footprint("broker", 900, 3),
                        new Footprint("trainer", 140, 0.5),
                        new Footprint("builder", 160, 0.2)),
                List.of(
                        new Footprint("broker", 950, 2),
                        new Footprint("trainer", 150, 0.5),
                        new Footprint("builder", 170, 0.2)),
                10);
    }

    /** @param deployed what the stage adds, of which all others add 350 together */
    private static Round round(double deployed, double trained) {
        var run = new RunTimes(
                Map.of(
                        Stage.BUILD,
                        200.0,
                        Stage.TRAIN,
                        trained + 100,
                        Stage.EVALUATE,
                        100.0,
                        Stage.DEPLOY,
                        deployed + 50),
                Map.of(),
                20_000);
        return new Round(run, Map.of(Stage.TRAIN, trained, Stage.EVALUATE, 50.0, Stage.DEPLOY, 50.0));
    }
}
