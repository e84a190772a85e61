package io.millrace.bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A section of the benchmarks: what many registrations at once take, and leave behind. */
final class ManyReport {
    private static final double MIB = 1 << 20;

    private ManyReport() {}

    static String of(Machine machine, Many.Seen seen) {
        return """
                Written by `deploy/bench/run many` on %s, %d cores, commit %s, %s. All are registered at once, on a \
                fresh stack with its default heaps (workers 160 MiB, broker 256 MiB). Each model is a command that \
                writes %,d bytes and one that reads and judges them; one in %d is deployed. The stores are given \
                %,d bytes each, looked after every 2 s, and 5 s of grace, so that what is needed must be told from \
                what is not while the runs go on. Of the versions of one model, the last five good ones and what \
                serves stay; of many models, each one's only version is such a one, and stays over the budget.

                %s
                After a restart of all of it, %d of %d models that served did so again, from the images and \
                artifacts that were kept.

                Memory: the most that was resident at any time, and what was left on the heap after a full collection.

                %s
                On the disk, at the end:

                %s
                """
                .formatted(
                        machine.cpu(),
                        machine.cores(),
                        machine.commit().orElse("unknown"),
                        machine.date(),
                        ManyModels.MODEL_BYTES,
                        ManyModels.DEPLOYED_ONE_IN,
                        Many.STORE_BYTES,
                        runs(seen),
                        seen.servedAgain(),
                        seen.servedAgain(),
                        memory(seen),
                        disk(seen));
    }

    private static String runs(Many.Seen seen) {
        return Report.row("registered at once", "all ended after", "how", "ended twice")
                + Report.row("---", "---:", "---", "---:")
                + seen.looks().stream()
                        .map(look -> Report.row(
                                look.after(),
                                look.runs().took().toSeconds() + " s",
                                look.runs().howMany().entrySet().stream()
                                        .map(result -> result.getValue() + " "
                                                + result.getKey().name().toLowerCase(Locale.ROOT))
                                        .sorted()
                                        .collect(Collectors.joining(", ")),
                                Integer.toString(look.runs().twice())))
                        .collect(Collectors.joining());
    }

    private static String memory(Many.Seen seen) {
        Many.Look one = seen.looks().getFirst();
        Many.Look each = seen.looks().getLast();
        return Report.row(
                        "process",
                        "peak after start",
                        "after " + one.after(),
                        "then after " + each.after(),
                        "heap after start",
                        "after the first",
                        "after the second")
                + Report.row("---", "---:", "---:", "---:", "---:", "---:", "---:")
                + IntStream.range(0, seen.before().size())
                        .mapToObj(i -> row(
                                seen.before().get(i),
                                one.memory().get(i),
                                each.memory().get(i)))
                        .collect(Collectors.joining());
    }

    private static String row(Memory start, Memory one, Memory each) {
        return Report.row(
                start.process(),
                Report.mib(start.peakMiB()),
                Report.mib(one.peakMiB()),
                Report.mib(each.peakMiB()),
                heap(start),
                heap(one),
                heap(each));
    }

    private static String heap(Memory memory) {
        return memory.heapMiB() == 0 ? "–" : String.format(Locale.ROOT, "%.1f MiB", memory.heapMiB());
    }

    private static String disk(Many.Seen seen) {
        Map<String, Long> one = seen.looks().getFirst().disk();
        Map<String, Long> each = seen.looks().getLast().disk();
        return Report.row(
                        "folder",
                        "after " + seen.looks().getFirst().after(),
                        "then after " + seen.looks().getLast().after())
                + Report.row("---", "---:", "---:")
                + one.keySet().stream()
                        .map(folder -> Report.row("`" + folder + "/`", mib(one, folder), mib(each, folder)))
                        .collect(Collectors.joining());
    }

    private static String mib(Map<String, Long> disk, String folder) {
        return String.format(Locale.ROOT, "%.1f MiB", disk.getOrDefault(folder, 0L) / MIB);
    }
}
