package io.millrace.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.events.Json;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A process of the stack that is found again by its file, whoever started it. It has a session of its own, so that
 * Ctrl-C reaches the one at the terminal alone, who then ends the others in order.
 */
final class LocalProcess {
    private static final int TAIL_BYTES = 64 * 1024;
    private static final Pattern FRAME = Pattern.compile("\\s+(at \\S+\\(|\\.\\.\\. \\d+ (more|common))|\\s*$");
    private static final Pattern COMPLAINT =
            Pattern.compile("\\b(WARN(ING)?|ERROR|FATAL|SEVERE)\\b|^Error: |^Exception in |^Caused by: ");
    private static final int MAX_LINE_CHARS = 300;
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Home home;
    private final String name;
    private final Clock clock;

    LocalProcess(Home home, String name, Clock clock) {
        this.home = home;
        this.name = name;
        this.clock = clock;
    }

    /** What its file says, as long as that very process is alive. */
    Optional<ProcessRecord> running() {
        return recorded().filter(ProcessRecord::isAlive);
    }

    /** Starts it, and has noted it when this returns. */
    ProcessRecord start(List<String> command, Path workingDirectory, int port) {
        try {
            Path log = home.log(name);
            new LogFile(log).makeRoom();
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            Files.createDirectories(workingDirectory);
            Process process = new ProcessBuilder(inOwnSession(command))
                    .directory(workingDirectory.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            String identity = new OsProcess(process.pid()).identity().orElse("ended");
            var started =
                    new ProcessRecord(name, process.pid(), identity, clock.instant(), port, Optional.of(logStart));
            Home.replace(home.processFile(name), Json.MAPPER.writeValueAsBytes(started));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /** Asks it to end; {@link #awaitEnd} sees to it that it does. */
    void terminate() {
        running().ifPresent(record -> new OsProcess(record.pid()).terminate());
    }

    /** Waits until it has ended, by force after a grace time, and forgets it. */
    void awaitEnd() throws InterruptedException {
        if (!Wait.until(() -> running().isEmpty(), GRACE)) {
            running().ifPresent(record -> new OsProcess(record.pid()).kill());
            Wait.until(() -> running().isEmpty(), GRACE);
        }
        try {
            Files.deleteIfExists(home.processFile(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines that it wrote since it was started, oldest first, cut, without the frames of stack traces. */
    List<String> lastLines(int lines) {
        return last(lines, line -> true);
    }

    /** As {@link #lastLines}, of its warnings and errors alone. */
    List<String> lastComplaints(int lines) {
        return last(lines, line -> COMPLAINT.matcher(line).find());
    }

    private List<String> last(int lines, Predicate<String> wanted) {
        long start = recorded().flatMap(ProcessRecord::logStart).orElse(0L);
        try (var log = Files.newByteChannel(home.log(name))) {
            // It may have been cut since, and then all of it is of this start.
            long from = start <= log.size() ? start : 0;
            log.position(Math.max(from, log.size() - TAIL_BYTES));
            var tail = Channels.newInputStream(log).readAllBytes();
            List<String> all = new String(tail, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !FRAME.matcher(line).lookingAt())
                    .filter(wanted)
                    .map(line -> line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) + "…" : line)
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    Path log() {
        return home.log(name);
    }

    private Optional<ProcessRecord> recorded() {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(home.processFile(name)), ProcessRecord.class));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // of another hand: not a process that we may touch
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The pid stays: both ways end in the command itself. */
    private static List<String> inOwnSession(List<String> command) {
        var whole = new ArrayList<>(
                isOnPath("setsid")
                        ? List.of("setsid")
                        : List.of(
                                "python3", "-c", "import os, sys; os.setsid(); os.execvp(sys.argv[1], sys.argv[1:])"));
        whole.addAll(command);
        return whole;
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
