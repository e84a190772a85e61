package io.millrace.bench;

import io.millrace.bench.dashboard.DashboardBench;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run dashboard}: how soon an event is to be seen. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Events until they are to be seen in a browser that has the dashboard open.")
final class DashboardCommand implements Callable<Integer> {
    @Option(
            names = "--browser",
            paramLabel = "FILE",
            description = "a Chromium or Chrome (default: ${DEFAULT-VALUE})",
            defaultValue = "/usr/bin/chromium")
    private Path browser = Path.of("/usr/bin/chromium");

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 7300)")
    private int basePort = 7_300;

    @Mixin
    private final Output output = new Output();

    private final Undo undo = Undo.atExit();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isExecutable(browser)) {
            System.err.println(browser + " is missing; name one with --browser, or install chromium");
            return 1;
        }
        Machine machine = output.machine();
        Path scratch = Files.createTempDirectory("millrace-bench");
        undo.push(() -> Folders.delete(scratch));
        LoneWorker worker = LoneWorker.withBroker(output, undo, scratch, basePort);
        worker.start("monitor", basePort + 1, "160m", List.of());
        Child watcher = watcher(scratch, URI.create("http://127.0.0.1:" + (basePort + 1) + "/"));
        var bench = new DashboardBench(output.quick ? Duration.ofSeconds(4) : Duration.ofMinutes(2));
        String text = bench.measure(worker.bootstrapServers(), () -> seen(watcher));
        output.write(
                "From an event to the dashboard",
                machine.warning(output.quick) + "\n\n" + machine.table() + "\n" + text);
        return 0;
    }

    private Child watcher(Path scratch, URI address) {
        Path target = output.root.resolve("deploy/bench/page-watcher/target");
        Child watcher = Child.talking(
                scratch,
                "page-watcher",
                "256m",
                List.of(
                        "-cp",
                        target.resolve("classes") + ":" + target.resolve("lib/*"),
                        "io.millrace.bench.page.Main",
                        browser.toString(),
                        address.toString()));
        undo.push(watcher::close);
        watcher.awaitReady();
        return watcher;
    }

    private static List<String> seen(Child watcher) throws IOException {
        watcher.say("what was seen");
        return watcher.linesUntil("end");
    }
}
