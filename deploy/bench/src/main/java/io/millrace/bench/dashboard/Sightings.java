package io.millrace.bench.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** When events were due, and when they, or later ones of their model, were first seen: in milliseconds since 1970. */
final class Sightings {
    private final Map<String, TreeMap<Long, Double>> due = new ConcurrentHashMap<>();
    private final List<Double> delays = new ArrayList<>();

    void due(String model, long event, double at) {
        due.computeIfAbsent(model, name -> new TreeMap<>()).put(event, at);
    }

    /** @param line model, event and time, as the page's watcher says them */
    void seen(String line) {
        String[] words = line.split(" ", -1);
        double at = Double.parseDouble(words[2]);
        Map<Long, Double> until = due.getOrDefault(words[0], new TreeMap<>()).headMap(Long.parseLong(words[1]), true);
        until.values().forEach(was -> delays.add(at - was));
        until.clear();
    }

    /** Milliseconds of each that was seen. */
    List<Double> delays() {
        return List.copyOf(delays);
    }

    /** Those that were not seen, and no later one of their model either. */
    int unseen() {
        return due.values().stream().mapToInt(Map::size).sum();
    }
}
