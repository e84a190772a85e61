package io.millrace.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A process as the operating system sees it, by its id. */
record OsProcess(long pid) {
    private static final Path PROC = Path.of("/proc");
    private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));
    private static final int STATE = 0;
    private static final int START_TICKS = 19;

    /** Whether it runs. A process that ended and that nobody has asked about yet does not. */
    boolean isAlive() {
        if (LINUX) {
            return stat().filter(stat -> !"ZX".contains(stat[STATE])).isPresent();
        }
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /**
     * Not the same for two processes, however often ids are used again: on Linux the boot and the kernel's own start
     * time, which no change of the clock moves; elsewhere the start instant. Empty when there is no such process.
     */
    Optional<String> identity() {
        if (LINUX) {
            return stat().map(stat -> read(PROC.resolve("sys/kernel/random/boot_id"))
                            .orElse("boot")
                            .strip() + ":" + stat[START_TICKS]);
        }
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .map(Instant::toString);
    }

    /** Memory that it occupies, in bytes; empty when it cannot be told. */
    OptionalLong residentBytes() {
        Optional<String> kibibytes = LINUX ? fromProc() : fromPs();
        return kibibytes.filter(text -> text.matches("\\d+")).stream()
                .mapToLong(text -> Long.parseLong(text) * 1024)
                .findFirst();
    }

    /** Asks it to end. */
    void terminate() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** The fields of {@code /proc/<pid>/stat} that follow the command's name, which may itself hold anything. */
    private Optional<String[]> stat() {
        return read(PROC.resolve(pid + "/stat"))
                .map(line -> line.substring(line.lastIndexOf(')') + 1).strip().split(" "))
                .filter(fields -> fields.length > START_TICKS);
    }

    private Optional<String> fromProc() {
        return read(PROC.resolve(pid + "/status")).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst();
    }

    private Optional<String> fromPs() {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return Optional.of(new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty(); // it ended in the meantime
        }
    }
}
