package io.millrace.local.cli;

import io.millrace.events.Metrics;
import io.millrace.local.LiveMetrics;
import io.millrace.local.RunView;
import io.millrace.local.RunView.StageView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run as it goes: on a terminal a line for each stage, drawn anew; elsewhere a line for each thing that happens. */
final class RunDisplay {
    private static final Duration BETWEEN_METRICS = Duration.ofSeconds(2);
    private static final String JUDGING = "evaluate";
    private static final int METRICS_SHOWN = 4;
    /** What is left of a terminal's 80 columns: a line that wraps could not be drawn anew. */
    private static final int REMARK_CHARS = 46;

    private final Console console;
    private final Map<String, Told> told = new HashMap<>();
    private List<String> drawn = List.of();

    /** A line that was written for a stage. */
    private record Told(String status, String text, long nanos) {
        boolean isNews(@Nullable Told before) {
            if (before == null || !before.status.equals(status)) {
                return true;
            }
            return !before.text.equals(text) && nanos - before.nanos > BETWEEN_METRICS.toNanos();
        }
    }

    RunDisplay(Console console) {
        this.console = console;
    }

    void show(RunView run, LiveMetrics live) {
        if (console.coloured()) {
            draw(run.stages().stream().map(stage -> line(stage, run, live)).toList());
        } else {
            run.stages().forEach(stage -> tell(stage, run, live));
        }
    }

    private void draw(List<String> lines) {
        if (lines.equals(drawn)) {
            return;
        }
        if (!drawn.isEmpty()) {
            console.err().print("\u001b[%dA\u001b[J".formatted(drawn.size()));
        }
        lines.forEach(console.err()::println);
        console.err().flush();
        drawn = lines;
    }

    private void tell(StageView stage, RunView run, LiveMetrics live) {
        var line = new Told(stage.status(), line(stage, run, live), System.nanoTime());
        if (isWhole(stage, run) && line.isNews(told.get(stage.stage()))) {
            told.put(stage.stage(), line);
            console.err().println(line.text);
        }
    }

    private String line(StageView stage, RunView run, LiveMetrics live) {
        String status = console.coloured(colour(stage.status()), "%-9s".formatted(stage.status()));
        return "  %-9s %s %8s  %s"
                .formatted(stage.stage(), status, took(stage), cut(remark(stage, run, live)))
                .stripTrailing();
    }

    /** What its workload reports, what came out of it, or what it says. */
    private static String remark(StageView stage, RunView run, LiveMetrics live) {
        boolean succeeded = stage.status().equals("succeeded");
        if (succeeded && stage.stage().equals(JUDGING)) {
            return text(run.metrics().orElse(Metrics.NONE).values());
        }
        if (succeeded || stage.status().equals("running")) {
            Map<String, Double> reported = live.of(stage.stage());
            return reported.isEmpty() && !succeeded
                    ? stage.message().map(RunDisplay::oneLine).orElse("")
                    : text(reported);
        }
        return stage.message().map(RunDisplay::oneLine).orElse("");
    }

    /** The judging stage's metrics come with its event, which may be read a moment after the word that it is done. */
    private static boolean isWhole(StageView stage, RunView run) {
        return !stage.stage().equals(JUDGING)
                || !stage.status().equals("succeeded")
                || !run.stages().getLast().equals(stage)
                || run.hasEnded();
    }

    private static String text(Map<String, Double> metrics) {
        return metrics.entrySet().stream()
                .limit(METRICS_SHOWN)
                .map(metric -> "%s %.4g".formatted(metric.getKey(), metric.getValue()))
                .collect(Collectors.joining("  "));
    }

    private String cut(String remark) {
        return console.coloured() && remark.length() > REMARK_CHARS
                ? remark.substring(0, REMARK_CHARS - 1) + "…"
                : remark;
    }

    private static String oneLine(String message) {
        return message.lines().findFirst().orElse("");
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
