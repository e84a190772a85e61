package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.MonitorClient;
import io.millrace.local.RunView;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** An alert for people: what happened, what to do about it, where and when, and what was seen last. */
final class AlertText {
    private static final String INDENT = " ".repeat(10);
    private static final int EVIDENCE_LINES = 8;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private AlertText() {}

    static void print(Console console, JsonNode alert, MonitorClient monitor) throws InterruptedException {
        print(console, alert, version(monitor, alert));
    }

    /** An alert does not carry its run's version; a run of long ago may be forgotten. */
    private static Optional<String> version(MonitorClient monitor, JsonNode alert) throws InterruptedException {
        String run = text(alert, "run");
        return run.isEmpty()
                ? Optional.empty()
                : monitor.find(run).map(MonitorClient::view).flatMap(RunView::version);
    }

    private static void print(Console console, JsonNode alert, Optional<String> version) {
        console.print("%-8s  %s  %s"
                .formatted(text(alert, "status"), subject(alert), text(alert, "summary"))
                .stripTrailing());
        console.print(INDENT + text(alert, "remedy"));
        String run = text(alert, "run");
        console.print(INDENT
                + TIME.format(Instant.parse(text(alert, "raisedAt")))
                + (run.isEmpty() ? "" : "  run " + run)
                + version.map(name -> "  version " + name).orElse(""));
        List<String> evidence = text(alert, "evidence").lines().toList();
        evidence.subList(Math.max(0, evidence.size() - EVIDENCE_LINES), evidence.size())
                .forEach(line -> console.print(INDENT + "| " + line));
    }

    /** What it is about: a model, or the pipeline itself. */
    private static String subject(JsonNode alert) {
        String model = text(alert, "model");
        return model.isEmpty() ? "(" + text(alert, "stage") + ")" : model;
    }

    /** Empty when it is null or missing. */
    private static String text(JsonNode alert, String field) {
        JsonNode value = alert.path(field);
        return value.isTextual() ? value.textValue() : "";
    }
}
