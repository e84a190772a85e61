package io.millrace.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the figures depend on beside the code.
 *
 * @param memoryMiB   absent where the system does not tell
 * @param loadAtStart how many processes wanted a core, averaged over the minute before the first measurement
 * @param commit      what was measured; absent outside of a Git checkout
 */
public record Machine(
        String cpu,
        int cores,
        Optional<Long> memoryMiB,
        String system,
        String jdk,
        double loadAtStart,
        Instant date,
        Optional<String> commit) {
    /** Up to here a machine counts as quiet. */
    static final double QUIET = 0.5;

    public static Machine now(Path root) throws IOException, InterruptedException {
        return new Machine(
                line("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                line("/proc/meminfo", "MemTotal").map(text -> Long.parseLong(text.replaceAll("\\D", "")) >> 10),
                line("/etc/os-release", "PRETTY_NAME")
                                .map(name -> name.replace("\"", "") + ", ")
                                .orElse("")
                        + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.vendor") + " " + Runtime.version(),
                load(),
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                commit(root));
    }

    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** What makes the values no figures, in bold; empty when nothing does. */
    String warning(boolean quick) {
        String tried = quick ? "**Only tried out: these values are no figures.** " : "";
        return loadAtStart <= QUIET
                ? tried
                : tried + "**The machine was not quiet before the start: its load was " + loadText() + ".**";
    }

    String table() {
        return Report.row("machine", "")
                + Report.row("---", "---")
                + Report.row("CPU", cpu + ", " + cores + " cores")
                + Report.row(
                        "memory",
                        memoryMiB
                                .map(mib -> String.format(Locale.ROOT, "%,d MiB", mib))
                                .orElse("unknown"))
                + Report.row("system", system)
                + Report.row("JDK", jdk)
                + Report.row("load before the start", loadText())
                + Report.row("date", date.toString())
                + Report.row("commit", commit.orElse("unknown"));
    }

    private String loadText() {
        return String.format(Locale.ROOT, "%.2f", loadAtStart);
    }

    /** What follows a name in a file of lines such as {@code name : value} or {@code name=value}. */
    private static Optional<String> line(String file, String name) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name)).findFirst().map(line -> line.substring(name.length())
                    .replaceFirst("\\s*[:=]\\s*", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> commit(Path root) throws IOException, InterruptedException {
        Optional<String> commit = git(root, "rev-parse", "--short=12", "HEAD");
        boolean changed = git(root, "status", "--porcelain", "--", ".", ":(exclude)docs")
                .filter(files -> !files.isEmpty())
                .isPresent();
        return commit.map(id -> changed ? id + " with changes that are not committed" : id);
    }

    private static Optional<String> git(Path root, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no git on this machine
        }
    }
}
