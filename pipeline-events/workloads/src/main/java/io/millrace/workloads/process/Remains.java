package io.millrace.workloads.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left of a command whose guardian was killed. On Linux its processes are known by their environment, which
 * they inherit; elsewhere the command notices by itself, when it writes to its log and nobody reads.
 */
final class Remains {
    private static final Path PROC = Path.of("/proc");
    private static final int MAX_ROUNDS = 20;

    private Remains() {}

    /** Ends them all by force; what they fork meanwhile is found in the next round. */
    static void end(RunFolder folder) throws IOException {
        byte[] variable = ("\0MILLRACE_RESULT=" + folder.result() + "\0").getBytes(StandardCharsets.UTF_8);
        String mark = new String(variable, StandardCharsets.ISO_8859_1);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<ProcessHandle> found = find(mark);
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static List<ProcessHandle> find(String mark) throws IOException {
        var found = new ArrayList<ProcessHandle>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (environmentOf(process).contains(mark)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Empty for a process that is gone, dead or not ours. */
    private static String environmentOf(Path process) {
        try {
            return "\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
