package io.millrace.workloads.process;

import static org.awaitility.Awaitility.await;

import io.millrace.events.ArtifactRef;
import io.millrace.events.ImageRef;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineSpec.Resources;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Stage;
import io.millrace.events.Version;
import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.WorkloadRequest.Kind;
import io.millrace.workloads.folder.ArtifactFolder;
import io.millrace.workloads.testing.TestImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A home in a temporary folder, with an image in it and small limits; closing it ends all that runs there. */
final class Place implements AutoCloseable {
    static final Limits LIMITS =
            new Limits(64 << 10, 1 << 20, 4 << 20, 1 << 10, Duration.ofMillis(500), 1000, 64L << 20);
    private static final AtomicInteger ATTEMPT = new AtomicInteger();

    final Path home;
    final ArtifactFolder artifacts;
    final ProcessWorkloads workloads;
    final ImageRef image;

    Place(Path home) throws IOException {
        this.home = home;
        artifacts = new ArtifactFolder(home);
        workloads = another();
        image = TestImage.with(layer -> layer.file("app/hello.sh", 0755, "#!/bin/sh\necho hello from $PWD\n")
                        .file("app/plain.txt", "not a program"))
                .config("{\"WorkingDir\": \"/app\", \"Env\": [\"COLOUR=blue\", \"SHAPE=round\"]}")
                .writeTo(home);
    }

    /** What a worker that starts again has. */
    ProcessWorkloads another() {
        return new ProcessWorkloads(home, artifacts, "python3", LIMITS, Clock.systemUTC());
    }

    WorkloadRequest sh(String script) {
        return job(Duration.ofSeconds(30), "sh", "-c", script);
    }

    WorkloadRequest job(Duration deadline, String... command) {
        return request(new Kind.Job(deadline), command);
    }

    WorkloadRequest server(String health, Duration startTimeout, String... command) {
        return request(new Kind.Server(health, startTimeout), command);
    }

    private WorkloadRequest request(Kind kind, String... command) {
        var run = new RunRef(
                new RunId("rabcdefghijklmnopqrst"),
                0,
                new ModelName("digits"),
                Optional.of(new Version("v1")),
                new Sequence(0, 7));
        return new WorkloadRequest(
                run,
                Stage.TRAIN,
                ATTEMPT.incrementAndGet(),
                image,
                List.of(command),
                Map.of("epochs", 3),
                Map.of("COLOUR", "red"),
                Resources.ANY,
                Optional.<ArtifactRef>empty(),
                kind);
    }

    RunFolder folder(WorkloadRequest request) {
        return new RunFolder(home.resolve("workloads").resolve(request.name()));
    }

    WorkloadEnd run(WorkloadRequest request) throws InterruptedException {
        return workloads.runToEnd(request, report -> {});
    }

    /** Everything that an observation told so far. */
    static final class Told {
        final List<WorkloadReport> reports = new CopyOnWriteArrayList<>();

        void add(WorkloadReport report) {
            reports.add(report);
        }

        <T extends WorkloadReport> T await(Class<T> type) {
            await0().until(() -> reports.stream().anyMatch(type::isInstance));
            return reports.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst()
                    .orElseThrow();
        }

        WorkloadEnd end() {
            return await(WorkloadReport.Ended.class).end();
        }

        List<String> lines() {
            return reports.stream()
                    .filter(WorkloadReport.Line.class::isInstance)
                    .map(report -> ((WorkloadReport.Line) report).text())
                    .toList();
        }

        String awaitLine(String start) {
            await0().until(() -> lines().stream().anyMatch(line -> line.startsWith(start)));
            return lines().stream()
                    .filter(line -> line.startsWith(start))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static org.awaitility.core.ConditionFactory await0() {
        return await().pollInterval(5, TimeUnit.MILLISECONDS).atMost(20, TimeUnit.SECONDS);
    }

    Told observe(WorkloadRequest request) {
        var told = new Told();
        workloads.observe(request.name(), told::add);
        return told;
    }

    @Override
    public void close() {
        workloads.stopAll();
        workloads.close();
    }
}
