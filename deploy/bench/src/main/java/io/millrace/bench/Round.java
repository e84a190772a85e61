package io.millrace.bench;

import io.millrace.events.Stage;
import java.util.Map;

/**
 * A run through the pipeline, and right after it the model's own commands without one.
 *
 * @param commands milliseconds; a stage that runs no command of the model is missing
 */
record Round(RunTimes run, Map<Stage, Double> commands) {
    Round {
        commands = Map.copyOf(commands);
    }

    double commandsTotal() {
        return commands.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** What the pipeline adds to the model's own work. */
    double overhead() {
        return run.total() - commandsTotal();
    }

    double command(Stage stage) {
        return commands.getOrDefault(stage, 0.0);
    }

    double stage(Stage stage) {
        return run.stages().getOrDefault(stage, 0.0);
    }

    double overhead(Stage stage) {
        return stage(stage) - command(stage);
    }
}
