package io.millrace.workloads.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processes that still have anything to do with a home: on Linux, those that it shows in the environment of. */
final class Leftovers {
    private Leftovers() {}

    static List<String> of(Path home) throws IOException {
        Path proc = Path.of("/proc");
        if (!Files.isDirectory(proc)) {
            return List.of();
        }
        try (Stream<Path> processes = Files.list(proc)) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> read(process.resolve("environ")).contains("MILLRACE_RESULT=" + home))
                    .map(process -> read(process.resolve("cmdline")).replace('\0', ' '))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
