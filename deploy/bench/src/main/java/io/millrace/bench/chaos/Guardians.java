package io.millrace.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The workloads of a home, seen from the outside: a folder each, with the process id of its guardian in it.
 *
 * @param folder need not be there
 */
record Guardians(Path folder) {

    /** Names of all that have a folder. */
    Set<String> names() {
        try (Stream<Path> all = Files.list(folder)) {
            var names = new TreeSet<String>();
            all.filter(Files::isDirectory)
                    .map(each -> each.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** Kills one of those that run, and with it its command; returns the workload's name. */
    Optional<String> kill(int choice) {
        List<String> running =
                names().stream().filter(name -> pid(name).isPresent()).toList();
        if (running.isEmpty()) {
            return Optional.empty();
        }
        String name = running.get(choice % running.size());
        return pid(name)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::destroyForcibly)
                .map(killed -> name);
    }

    /** Of the guardian itself, and of nobody who got its process id later. */
    private Optional<Long> pid(String name) {
        Path home = folder.resolve(name);
        try {
            long pid = Long.parseLong(Files.readString(home.resolve("guardian")).strip());
            String command = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8);
            return command.contains(home.toString()) ? Optional.of(pid) : Optional.empty();
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return Optional.empty(); // not started yet, or ended
        }
    }
}
