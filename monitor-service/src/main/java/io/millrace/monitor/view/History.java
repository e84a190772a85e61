package io.millrace.monitor.view;

import io.millrace.events.RunId;
import io.millrace.events.StageProgressed;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Metrics that workloads reported live. Bounded: the runs that began to report first go first. Not thread-safe.
 */
final class History {
    static final int MAX_SERIES = 50;

    private final int limit;
    /** In the order in which the runs reported their first metric. */
    private final LinkedHashMap<RunId, SortedMap<Series.Name, Series>> byRun = new LinkedHashMap<>();

    private int points;

    /**
     * @param limit how many points to keep in all; of the run that reported last all are kept
     */
    History(int limit) {
        this.limit = limit;
    }

    void after(StageProgressed progress, Instant at) {
        if (progress.metrics().isEmpty()) {
            return;
        }
        RunId run = progress.run().run();
        SortedMap<Series.Name, Series> all = byRun.computeIfAbsent(run, absent -> new TreeMap<>());
        OptionalLong step = progress.step().stream().mapToLong(Long::longValue).findFirst();
        var position = new Series.Position(progress.run().round(), progress.attempt(), step, at);
        for (Map.Entry<String, Double> metric : progress.metrics().values().entrySet()) {
            var name = new Series.Name(progress.stage(), metric.getKey());
            if (all.containsKey(name) || all.size() < MAX_SERIES) {
                points += all.computeIfAbsent(name, absent -> new Series()).add(position, metric.getValue());
            }
        }
        dropOldest();
    }

    private void dropOldest() {
        while (points > limit && byRun.size() > 1) {
            points -= byRun.pollFirstEntry().getValue().values().stream()
                    .mapToInt(Series::size)
                    .sum();
        }
    }

    List<Curve> of(RunId run) {
        return byRun.getOrDefault(run, new TreeMap<>()).entrySet().stream()
                .map(entry -> new Curve(
                        entry.getKey().stage(),
                        entry.getKey().metric(),
                        entry.getValue().points()))
                .toList();
    }
}
