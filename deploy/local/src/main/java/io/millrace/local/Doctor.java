package io.millrace.local;

import io.millrace.events.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Looks at everything that the local stack needs, and says of each how it is. Changes nothing that stays. */
public final class Doctor {
    private static final int OLDEST_JAVA = 21;
    private static final long SCARCE_BYTES = 10L << 30;
    private static final long TOO_FEW_BYTES = 1L << 30;
    private static final int PATIENCE_SECONDS = 10;

    private final Home home;
    private final Path root;
    private final Stack stack;

    public Doctor(Home home, Path root) {
        this.home = home;
        this.root = root;
        this.stack = Stack.of(home, root);
    }

    /** How one thing is. */
    public enum State {
        OK,
        /** It works, and may not for long. */
        WARNING,
        FAILED
    }

    /**
     * @param what   was looked at
     * @param told   what was found
     * @param remedy what to do about it; absent where nothing needs to be done
     */
    public record Finding(String what, State state, String told, Optional<String> remedy) {
        static Finding ok(String what, String told) {
            return new Finding(what, State.OK, told, Optional.empty());
        }

        static Finding warning(String what, String told, String remedy) {
            return new Finding(what, State.WARNING, told, Optional.of(remedy));
        }

        static Finding failed(String what, String told, String remedy) {
            return new Finding(what, State.FAILED, told, Optional.of(remedy));
        }
    }

    public List<Finding> examine() throws InterruptedException {
        var findings = new ArrayList<Finding>();
        findings.add(java());
        findings.add(python());
        findings.add(folder());
        findings.add(disk());
        findings.add(build());
        findings.add(ports());
        findings.add(processes());
        if (isBrokerUp()) {
            findings.add(topics());
        }
        return findings;
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        String told = version + ", " + System.getProperty("java.home");
        return version >= OLDEST_JAVA
                ? Finding.ok("java", told)
                : Finding.failed("java", told, "Set JAVA_HOME to a JDK of " + OLDEST_JAVA + " or newer.");
    }

    /** Workloads are started and watched by a small Python program. */
    private static Finding python() throws InterruptedException {
        String remedy = "Install Python 3, or name another one with millrace.python.";
        try {
            Process process = new ProcessBuilder("python3", "-I", "-S", "-c", "import sys; print(sys.version)")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Finding.failed("python", "python3 did not start in " + PATIENCE_SECONDS + " s", remedy);
            }
            String said = new String(process.getInputStream().readNBytes(1000), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            return process.exitValue() == 0
                    ? Finding.ok("python", said)
                    : Finding.failed("python", "python3 failed: " + said, remedy);
        } catch (IOException e) {
            return Finding.failed("python", "python3 cannot be started: " + e.getMessage(), remedy);
        }
    }

    /** It must take files that can be run, and links to files: images are unpacked there. */
    private Finding folder() {
        Path folder = home.folder();
        String remedy = "Set MILLRACE_HOME to a folder of this user on a file system that is not mounted noexec.";
        try {
            Path program = Files.createTempFile(
                    folder,
                    ".doctor",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path link = program.resolveSibling(program.getFileName() + ".link");
            try {
                Files.writeString(program, "#!/bin/sh\nexit 0\n");
                Files.createLink(link, program);
                return Files.isExecutable(program)
                        ? Finding.ok("home", folder.toString())
                        : Finding.failed("home", "nothing in " + folder + " can be run", remedy);
            } finally {
                Files.deleteIfExists(program);
                Files.deleteIfExists(link);
            }
        } catch (IOException e) {
            return Finding.failed("home", folder + " cannot be used: " + e, remedy);
        }
    }

    private Finding disk() {
        try {
            FileStore store = Files.getFileStore(home.folder());
            long bytes = store.getUsableSpace();
            String told = "%.1f GiB free at %s".formatted(bytes / (double) (1L << 30), home.folder());
            String remedy = "Make room, or set MILLRACE_HOME to a folder on a larger disk.";
            if (bytes < TOO_FEW_BYTES) {
                return Finding.failed("disk", told, remedy);
            }
            return bytes < SCARCE_BYTES ? Finding.warning("disk", told, remedy) : Finding.ok("disk", told);
        } catch (IOException e) {
            return Finding.warning("disk", "how much is free cannot be told: " + e, "Look with df.");
        }
    }

    private Finding build() {
        List<String> missing = Worker.all(new Replicas(1), root, home, stack.ports()).stream()
                .flatMap(worker -> {
                    try {
                        worker.prepare();
                        return Optional.<String>empty().stream();
                    } catch (CannotGoOn e) {
                        return Optional.of(worker.name()).stream();
                    }
                })
                .toList();
        return missing.isEmpty()
                ? Finding.ok("build", "all workers are built")
                : Finding.failed(
                        "build", "not built: " + String.join(", ", missing), "Run ./mvnw -DskipTests package.");
    }

    private Finding ports() {
        List<String> taken = stack.takenByOthers();
        return taken.isEmpty()
                ? Finding.ok("ports", "from " + stack.ports().base() + " on")
                : Finding.failed(
                        "ports",
                        "taken by other programs: " + String.join(", ", taken),
                        "End those programs, or move all ports with ./millrace up --base-port.");
    }

    private Finding processes() {
        List<ProcessStatus> all = stack.status();
        List<String> faulty = all.stream()
                .filter(process -> process.health() != ProcessStatus.Health.READY)
                .map(ProcessStatus::name)
                .toList();
        if (faulty.isEmpty()) {
            return Finding.ok("processes", "all " + all.size() + " are ready");
        }
        return faulty.size() == all.size()
                ? Finding.ok("processes", "the stack is not running; ./millrace up starts it")
                : Finding.failed(
                        "processes",
                        "not ready: " + String.join(", ", faulty),
                        "./millrace up starts what has ended; logs/ in " + home.folder() + " may tell why.");
    }

    private boolean isBrokerUp() {
        return stack.status().getFirst().health() == ProcessStatus.Health.READY;
    }

    private Finding topics() throws InterruptedException {
        int patience = PATIENCE_SECONDS * 1000;
        try (var admin = Admin.create(Map.of(
                "bootstrap.servers",
                stack.ports().bootstrapServers(),
                "request.timeout.ms",
                patience,
                "default.api.timeout.ms",
                patience))) {
            Set<String> there = admin.listTopics().names().get();
            List<String> missing = Arrays.stream(Topic.values())
                    .map(topic -> topic.name(Topic.DEFAULT_PREFIX))
                    .filter(name -> !there.contains(name))
                    .toList();
            return missing.isEmpty()
                    ? Finding.ok("topics", "all " + Topic.values().length + " are there")
                    : Finding.failed(
                            "topics",
                            "missing: " + String.join(", ", missing),
                            "Start any worker again: it makes what is missing, empty.");
        } catch (ExecutionException | KafkaException e) {
            return Finding.failed(
                    "topics", "the broker does not answer: " + e.getMessage(), "See logs/broker.log in MILLRACE_HOME.");
        }
    }
}
