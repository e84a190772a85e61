package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Metrics;
import io.millrace.events.RunId;
import io.millrace.local.LiveMetrics;
import io.millrace.local.RunView;
import io.millrace.local.RunView.StageView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RunDisplayTest {
    static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");
    static final StageView TRAINING = stage("train", "running", Optional.empty());
    static final StageView TRAINED = stage("train", "succeeded", Optional.of(NINE.plusMillis(1_500)));
    static final StageView EVALUATED = stage("evaluate", "succeeded", Optional.of(NINE.plusSeconds(2)));
    static final LiveMetrics LOSS = new LiveMetrics(Map.of("train", Map.of("loss", 0.25)));

    final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void writes_a_line_for_each_thing_that_happens_where_nobody_watches() {
        var display = new RunDisplay(console(false));

        display.show(run("running", TRAINING), LOSS);
        display.show(run("running", TRAINING), LOSS);
        display.show(run("running", TRAINED), LOSS);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  train     running             loss 0.2500", "  train     succeeded    1.5 s  loss 0.2500");
    }

    @Test
    void waits_for_what_the_evaluation_measured() {
        var display = new RunDisplay(console(false));

        display.show(run("running", EVALUATED), LiveMetrics.NONE);
        assertThat(err.size()).isZero();

        display.show(run("succeeded", EVALUATED), LiveMetrics.NONE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("evaluate  succeeded    2.0 s  accuracy 0.9500");
    }

    @Test
    void draws_the_stages_anew_on_a_terminal() {
        var display = new RunDisplay(console(true));

        display.show(run("running", TRAINED, stage("evaluate", "running", Optional.empty())), LOSS);
        display.show(run("succeeded", TRAINED, EVALUATED), LOSS);

        assertThat(err.toString(StandardCharsets.UTF_8)).containsOnlyOnce("\u001b[2A\u001b[J");
    }

    private Console console(boolean coloured) {
        var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Console(stream, stream, coloured);
    }

    private static StageView stage(String name, String status, Optional<Instant> ended) {
        return new StageView(name, status, 1, Optional.of(NINE), ended, Optional.empty());
    }

    private static RunView run(String status, StageView... stages) {
        return new RunView(
                new RunId("rabcdefghij234567klmn"),
                "digits",
                Optional.empty(),
                status,
                "evaluate",
                NINE,
                Optional.empty(),
                List.of(stages),
                Optional.of(new Metrics(Map.of("accuracy", 0.95))),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                0);
    }
}
