package io.millrace.bench.chaos;

import io.millrace.bench.Machine;
import io.millrace.events.EventType;
import io.millrace.events.StageProgressed;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a campaign came to, as a section of a document. */
record ChaosReport(
        Machine machine,
        KillPlan plan,
        Executioner executioner,
        Campaign.Result result,
        int runs,
        int inFlight,
        int models,
        int serving) {

    String text() {
        Evidence evidence = result.evidence();
        long events = evidence.log().stream()
                .filter(seen -> !(seen.event() instanceof StageProgressed))
                .count();
        return """
                `deploy/bench/run chaos --runs %d --every %s --seed %d --models %d --serving %d --in-flight %d`, commit \
                %s, %s, %d cores, %s, %s.

                %s
                %s
                %s"""
                .formatted(
                        runs,
                        seconds(plan.every().toMillis()),
                        plan.seed(),
                        models,
                        serving,
                        inFlight,
                        machine.commit().orElse("unknown"),
                        machine.cpu(),
                        machine.cores(),
                        machine.jdk(),
                        machine.date(),
                        figures(evidence, events),
                        promises(result.violations()),
                        violations(result.violations()));
    }

    private String figures(Evidence evidence, long events) {
        var registered = evidence.registered();
        long failing =
                registered.values().stream().filter(run -> !run.fate().isGood()).count();
        return row("figure", "")
                + row("---", "---:")
                + row("registered runs", registered.size())
                + row(
                        "never registered, as nothing happened for minutes",
                        runs - evidence.planned().size())
                + row("runs that were meant to fail, or were cancelled", failing)
                + row("commands that were given", told(commands(evidence)))
                + row("of them accepted", evidence.accepted())
                + row("under fire", seconds(result.underFire().toMillis()) + " s")
                + row("kills", total(executioner.kills()))
                + row("by process", told(executioner.kills()))
                + row(
                        "processes that ended by themselves, and were started again",
                        told(executioner.endedByThemselves()))
                + row("not ready a minute after the last kill, and started again", told(result.stuck()))
                + row("events, progress not counted", events)
                + row("second copies of events, recognised by their id", evidence.duplicates())
                + row(
                        "effects of commands",
                        evidence.effects().values().stream()
                                .mapToInt(List::size)
                                .sum());
    }

    private static String promises(List<Violation> violations) {
        var rows = new StringBuilder(row("promise", "violations")).append(row("---", "---:"));
        for (Heading heading : Heading.values()) {
            rows.append(row(
                    heading.toString(),
                    violations.stream()
                            .filter(violation -> Heading.of(violation) == heading)
                            .count()));
        }
        return rows.toString();
    }

    private static String violations(List<Violation> violations) {
        return violations.stream()
                .collect(Collectors.groupingBy(
                        violation -> violation.kind().name(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(each -> "- " + each.getKey() + ": " + each.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static Map<String, Integer> commands(Evidence evidence) {
        var commands = new TreeMap<String, Integer>();
        evidence.asked()
                .values()
                .forEach(command -> commands.merge(
                        EventType.of(command).wireName().substring(EventType.NAMESPACE.length()), 1, Integer::sum));
        return commands;
    }

    private static int total(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String told(Map<String, Integer> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, millis % 1000 == 0 ? "%.0f" : "%.1f", millis / 1000.0);
    }

    private static String row(Object... cells) {
        return java.util.Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
