package io.millrace.bench;

import io.millrace.bench.dashboard.DashboardBench;
import io.millrace.local.Home;
import io.millrace.local.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 24300)")
    private int basePort = 24_300;

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
        String servers = broker(scratch);
        Child watcher = watcher(scratch, monitor(scratch, servers));
        var bench = new DashboardBench(output.quick ? Duration.ofSeconds(4) : Duration.ofMinutes(2));
        String text = bench.measure(servers, () -> seen(watcher));
        output.write(
                "From an event to the dashboard",
                machine.warning(output.quick) + "\n\n" + machine.table() + "\n" + text);
        return 0;
    }

    private String broker(Path scratch) throws InterruptedException {
        Home home = Home.of(Map.of("MILLRACE_HOME", scratch.resolve("home").toString()))
                .open();
        Stack broker = Stack.ofBroker(home, basePort);
        undo.push(() -> broker.down((part, what) -> {}));
        broker.up((part, what) -> {});
        return broker.ports().bootstrapServers();
    }

    private URI monitor(Path scratch, String servers) throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + (basePort + 1) + "/");
        Child monitor = Child.silent(
                scratch,
                "monitor",
                "160m",
                List.of(
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + (basePort + 1),
                        "-Dkafka.bootstrap.servers=" + servers,
                        "-Dmillrace.home=" + scratch.resolve("home"),
                        "-jar",
                        output.root
                                .resolve("monitor-service/target/quarkus-app/quarkus-run.jar")
                                .toString()));
        undo.push(monitor::close);
        Answers.await(address.resolve("/q/health/ready"));
        return address;
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
