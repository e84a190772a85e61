package io.millrace.deployer.servers;

import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.Workloads;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A place where the test says what becomes of workloads. */
final class FakeWorkloads implements Workloads {
    private final Map<String, List<WorkloadReport>> reports = new LinkedHashMap<>();
    private final Map<String, List<Consumer<WorkloadReport>>> observers = new HashMap<>();
    private final Map<String, Integer> starts = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private RuntimeException trouble;

    /** From now on submitting fails like this; null for not any more. */
    synchronized void failWith(RuntimeException failure) {
        trouble = failure;
    }

    @Override
    public synchronized void submit(WorkloadRequest request) {
        if (trouble != null) {
            throw trouble;
        }
        if (reports.putIfAbsent(request.name(), new ArrayList<>()) == null) {
            starts.merge(request.name(), 1, Integer::sum);
            report(request.name(), new WorkloadReport.Started());
        }
    }

    @Override
    public synchronized Observation observe(String name, Consumer<WorkloadReport> observer) {
        if (!exists(name)) {
            observer.accept(new WorkloadReport.Ended(new WorkloadEnd.Lost()));
            return () -> {};
        }
        List.copyOf(reports.get(name)).forEach(observer);
        observers.computeIfAbsent(name, none -> new ArrayList<>()).add(observer);
        return () -> forget(name, observer);
    }

    private synchronized void forget(String name, Consumer<WorkloadReport> observer) {
        observers.getOrDefault(name, new ArrayList<>()).remove(observer);
    }

    @Override
    public synchronized void cancel(String name) {
        calls.add("cancel " + name);
        if (isRunning(name)) {
            end(name, new WorkloadEnd.Cancelled());
        }
    }

    @Override
    public List<String> lastLines(String name, int lines) {
        return List.of("Traceback", "ValueError: no model");
    }

    @Override
    public synchronized void remove(String name) {
        calls.add("remove " + name);
        reports.remove(name);
    }

    @Override
    public synchronized void conclude(String name) {
        calls.add("conclude " + name);
        reports.remove(name);
    }

    synchronized void ready(String name, URI address) {
        report(name, new WorkloadReport.Ready(address));
    }

    synchronized void end(String name, WorkloadEnd how) {
        report(name, new WorkloadReport.Ended(how));
    }

    private void report(String name, WorkloadReport report) {
        reports.get(name).add(report);
        List.copyOf(observers.getOrDefault(name, List.of())).forEach(observer -> observer.accept(report));
    }

    synchronized boolean isRunning(String name) {
        return exists(name) && reports.get(name).stream().noneMatch(WorkloadReport.Ended.class::isInstance);
    }

    synchronized boolean exists(String name) {
        return reports.containsKey(name);
    }

    synchronized int starts(String name) {
        return starts.getOrDefault(name, 0);
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }
}
