package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process of the stack takes while nothing is to be done.
 *
 * @param residentMiB with the pages that it shares with others
 * @param cpuPercent  of one core
 */
record Footprint(String process, double residentMiB, double cpuPercent) {

    /** Watches processes for a while; memory is what they have at the end of it. */
    static List<Footprint> of(Map<String, Long> pids, Duration window) throws IOException, InterruptedException {
        Map<String, Duration> before = new LinkedHashMap<>();
        pids.forEach((process, pid) -> before.put(process, cpu(pid)));
        long start = System.nanoTime();
        Thread.sleep(window);
        double nanos = System.nanoTime() - start;
        var all = new ArrayList<Footprint>();
        for (var process : pids.entrySet()) {
            Duration used = cpu(process.getValue()).minus(before.get(process.getKey()));
            all.add(new Footprint(process.getKey(), residentMiB(process.getValue()), 100 * used.toNanos() / nanos));
        }
        return all;
    }

    private static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("process " + pid + " has ended"));
    }

    private static double residentMiB(long pid) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / 1024.0;
        }
    }
}
