package io.millrace.workloads.process;

import io.millrace.events.Failure;
import io.millrace.events.Failure.Kind;
import io.millrace.workloads.WorkloadRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Python of this machine that guardians run with, and that commands find first on their PATH. Looked for once: what
 * is called {@code python3} may be a wrapper that takes its time to find the real one.
 */
final class Python {
    private static final String ASK = "import sys; print(sys.executable, sys.version_info >= (3, 8), sep='\\n')";

    private final String name;
    private @Nullable Path found;

    /** @param name as on the PATH, or a path */
    Python(String name) {
        this.name = name;
    }

    /** Asked by one caller while the others wait: a worker that starts again takes up all its workloads at once. */
    synchronized Path executable() throws IOException {
        Path known = found;
        if (known == null) {
            known = ask();
            found = known;
        }
        return known;
    }

    private Path ask() throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(name, "-c", ASK)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw missing("cannot be started: " + e.getMessage());
        }
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (answer.size() != 2 || !Files.isExecutable(Path.of(answer.getFirst()))) {
            throw missing("does not say where it is");
        }
        if (!"True".equals(answer.getLast())) {
            throw missing("is older than 3.8");
        }
        return Path.of(answer.getFirst());
    }

    private WorkloadRefused missing(String why) {
        return new WorkloadRefused(new Failure(
                Kind.CAPACITY,
                "python-missing",
                "workloads on this machine need Python, and '" + name + "' " + why,
                "Install Python 3.8 or newer, or set millrace.python to where it is, and start the workers again.",
                Optional.empty()));
    }
}
