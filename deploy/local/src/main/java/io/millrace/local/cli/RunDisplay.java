package io.millrace.local.cli;

import io.millrace.events.Metrics;
import io.millrace.local.RunView;
import io.millrace.local.RunView.StageView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A run as it goes: on a terminal a line for each stage, drawn anew; elsewhere a line for each thing that happens. */
final class RunDisplay {
    private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";
    private static final int METRICS_SHOWN = 4;

    private final Console console;
    private final Map<String, String> told = new HashMap<>();
    private List<String> drawn = List.of();

    RunDisplay(Console console) {
        this.console = console;
    }

    void show(RunView run) {
        if (console.coloured()) {
            draw(run);
        } else {
            tell(run);
        }
    }

    private void draw(RunView run) {
        var lines = new ArrayList<String>();
        for (StageView stage : run.stages()) {
            lines.add(line(stage, isLast(stage, run) ? run.metrics() : Metrics.NONE));
        }
        if (lines.equals(drawn)) {
            return;
        }
        if (!drawn.isEmpty()) {
            console.err().print(UP_AND_CLEAR.formatted(drawn.size()));
        }
        lines.forEach(console.err()::println);
        console.err().flush();
        drawn = lines;
    }

    private void tell(RunView run) {
        for (StageView stage : run.stages()) {
            String state = stage.status() + "/" + stage.attempt();
            if (!state.equals(told.put(stage.stage(), state))) {
                console.err().println(line(stage, hasEnded(stage) ? run.metrics() : Metrics.NONE));
            }
        }
    }

    private String line(StageView stage, Metrics metrics) {
        String status = console.coloured(colour(stage.status()), "%-10s".formatted(stage.status()));
        return ("  %-9s %s %8s  %s".formatted(stage.stage(), status, took(stage), remark(stage, metrics)))
                .stripTrailing();
    }

    private static String remark(StageView stage, Metrics metrics) {
        if (stage.status().equals("succeeded") || stage.message().isEmpty()) {
            return metrics.values().entrySet().stream()
                    .limit(METRICS_SHOWN)
                    .map(metric -> "%s %.4g".formatted(metric.getKey(), metric.getValue()))
                    .collect(Collectors.joining("  "));
        }
        return oneLine(stage.message().get());
    }

    private static String oneLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }

    private static boolean isLast(StageView stage, RunView run) {
        return run.stages().getLast().equals(stage);
    }

    private static boolean hasEnded(StageView stage) {
        return stage.endedAt().isPresent();
    }

    private static String took(StageView stage) {
        if (stage.startedAt().isEmpty() || stage.endedAt().isEmpty()) {
            return "";
        }
        Duration took =
                Duration.between(stage.startedAt().get(), stage.endedAt().get());
        return "%.1f s".formatted(took.toMillis() / 1e3);
    }

    private static Console.Colour colour(String status) {
        return switch (status) {
            case "succeeded" -> Console.Colour.GREEN;
            case "failed", "rejected" -> Console.Colour.RED;
            case "running" -> Console.Colour.BOLD;
            case "waiting" -> Console.Colour.YELLOW;
            default -> Console.Colour.DIM;
        };
    }
}
