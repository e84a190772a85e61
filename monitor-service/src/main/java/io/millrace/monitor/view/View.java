package io.millrace.monitor.view;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Command;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Envelope;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.Stage;
import io.millrace.events.StageEvent;
import io.millrace.events.StageProgressed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that the monitor knows. One thread applies events, any number reads; what is handed out is immutable.
 *
 * <p>Applying an event a second time changes nothing, and so does the order in which the topics are read; only events
 * of one topic and one model have to come in the order of the log.
 */
public final class View {
    private static final int MAX_CANDIDATES = 10;

    private final Object lock = new Object();
    private final Runs runs;
    private final Alerts alerts;
    private final History history;
    private final Unfinished unfinished;
    /** Alerts about runs that are overdue, by their id. */
    private final Map<String, AlertRaised> overdue = new TreeMap<>();

    private final Map<ModelName, Serving> serving = new TreeMap<>();
    /** The generation of models that nothing serves any more. */
    private final Map<ModelName, Long> ended = new HashMap<>();

    private final Waiters waiters = new Waiters();

    public View(Bounds bounds) {
        this.runs = new Runs(bounds.runs());
        this.alerts = new Alerts(bounds.alerts());
        this.history = new History(bounds.points());
        this.unfinished = new Unfinished(bounds.runs());
    }

    /** Takes in an event and wakes who waited for it; empty when no run is any different. */
    public Optional<Change> apply(Envelope envelope) {
        Optional<Change> change;
        var over = new ArrayList<CompletableFuture<Void>>();
        synchronized (lock) {
            Set<RunId> touched = applyToTheRest(envelope);
            if (isSignOfLife(envelope.event())) {
                envelope.event().runRef().ifPresent(unfinished::heard);
            }
            change = runs.after(envelope);
            Stream.concat(change.map(Change::after).map(Run::id).stream(), touched.stream())
                    .distinct()
                    .forEach(run -> over.addAll(waiters.over(run, hasEnded(run))));
        }
        over.forEach(happened -> happened.complete(null));
        return change;
    }

    /** Takes in that nothing serves the model any more. */
    public void nothingServes(ModelName model) {
        synchronized (lock) {
            serving.remove(model);
        }
    }

    /** Whether the run was heard of and has not been dropped for later ones. */
    public boolean knows(String run) {
        synchronized (lock) {
            return runs.knows(run);
        }
    }

    /** The runs whose alerts are any different. */
    private Set<RunId> applyToTheRest(Envelope envelope) {
        switch (envelope.event()) {
            case AlertRaised event -> {
                if (event.failure().code().equals(Audit.CODE)) {
                    overdue.put(event.alertId(), event);
                }
                return alerts.raised(event, envelope.time());
            }
            case AlertResolved event -> {
                overdue.remove(event.alertId());
                return alerts.resolved(event, envelope.time());
            }
            case ServingChanged event -> serves(event, envelope.time());
            case ServingEnded event -> servesNoMore(event);
            case StageProgressed event -> history.after(event, envelope.time());
            case ModelRegistered event -> {}
            case StageEvent event -> {}
            case RunEnded event -> {}
            case Command event -> {}
            case CommandAnswer event -> {}
        }
        return Set.of();
    }

    private void serves(ServingChanged event, Instant at) {
        ModelName model = event.run().model();
        if (event.generation() > ended.getOrDefault(model, 0L)) {
            serving.merge(model, Serving.of(event, at), Serving::or);
        }
    }

    private void servesNoMore(ServingEnded event) {
        ModelName model = event.run().model();
        long generation = ended.merge(model, event.generation(), Math::max);
        serving.computeIfPresent(model, (name, now) -> now.generation() < generation ? null : now);
    }

    /** An alert says what is known of a run, not that somebody works on it. */
    private static boolean isSignOfLife(PipelineEvent event) {
        return !(event instanceof AlertRaised || event instanceof AlertResolved);
    }

    /** Takes in that a registration was read: from now on the run's end is waited for. */
    public void expect(RunRef run) {
        synchronized (lock) {
            unfinished.expect(run);
        }
    }

    /** Runs that were registered and have not ended; those of a model in the order of the log. */
    public List<Expected> unfinished() {
        synchronized (lock) {
            return unfinished.list(
                    run -> runs.find(run).filter(it -> !it.hasEnded()).isPresent());
        }
    }

    /** Alerts that stand about runs that were overdue and have ended since. */
    public List<AlertRaised> overdueThatEnded() {
        synchronized (lock) {
            return overdue.values().stream()
                    .filter(alert ->
                            alert.run().map(RunRef::run).filter(this::hasEnded).isPresent())
                    .toList();
        }
    }

    private boolean hasEnded(RunId run) {
        return runs.find(run).filter(Run::hasEnded).isPresent();
    }

    /**
     * Completes when {@code until} has come for the run, at once if it has ended already. A run that is not known yet
     * may be waited for. Who gives up waiting completes the future.
     */
    public CompletableFuture<Void> await(RunId run, Until until) {
        var happened = new CompletableFuture<Void>();
        synchronized (lock) {
            if (hasEnded(run)) {
                happened.complete(null);
                return happened;
            }
            waiters.add(run, until, happened);
        }
        // Not a part of the result: whoever waits need not wait for the tidying up.
        var unused = happened.whenComplete((nothing, failure) -> stopWaiting(run, happened));
        return happened;
    }

    private void stopWaiting(RunId run, CompletableFuture<Void> happened) {
        synchronized (lock) {
            waiters.remove(run, happened);
        }
    }

    /** Newest first. */
    public List<RunView> runs(Predicate<Run> wanted, int most) {
        synchronized (lock) {
            return runs.list(wanted, most).stream().map(this::withAlerts).toList();
        }
    }

    /** The run whose id starts with {@code prefix}. */
    public Lookup find(String prefix) {
        synchronized (lock) {
            List<Run> found = runs.startingWith(prefix, MAX_CANDIDATES);
            return switch (found.size()) {
                case 0 -> new Lookup.None();
                case 1 -> new Lookup.One(withAlerts(found.getFirst()));
                default -> new Lookup.Several(found.stream().map(Run::id).toList());
            };
        }
    }

    private RunView withAlerts(Run run) {
        return new RunView(run, alerts.of(run.id()));
    }

    public List<Curve> history(RunId run) {
        synchronized (lock) {
            return history.of(run);
        }
    }

    /** Newest first. */
    public List<Alert> alerts(Predicate<Alert> wanted, int most) {
        synchronized (lock) {
            return alerts.list(wanted, most);
        }
    }

    public Optional<Alert> alert(String id) {
        synchronized (lock) {
            return alerts.find(id);
        }
    }

    /** Every model that serves or has a run, in the order of their names. */
    public List<ModelView> models() {
        synchronized (lock) {
            var byModel = new TreeMap<ModelName, List<Run>>();
            serving.keySet().forEach(model -> byModel.put(model, new ArrayList<>()));
            runs.list(run -> true, Integer.MAX_VALUE)
                    .forEach(run -> byModel.computeIfAbsent(run.model(), absent -> new ArrayList<>())
                            .add(run));
            Map<ModelName, Long> open = alerts.all().stream()
                    .filter(Alert::isOpen)
                    .flatMap(alert -> alert.model().stream())
                    .collect(Collectors.groupingBy(model -> model, Collectors.counting()));
            return byModel.entrySet().stream()
                    .map(entry -> model(entry.getKey(), entry.getValue(), open.getOrDefault(entry.getKey(), 0L)))
                    .toList();
        }
    }

    /** Empty for a model that neither serves nor has a run. */
    public Optional<ModelView> model(ModelName name) {
        synchronized (lock) {
            List<Run> its = runs.list(run -> run.model().equals(name), Integer.MAX_VALUE);
            boolean known = serving.containsKey(name) || !its.isEmpty();
            return known ? Optional.of(model(name, its, openAlerts(isAbout(name)))) : Optional.empty();
        }
    }

    private ModelView model(ModelName name, List<Run> its, long openAlerts) {
        return new ModelView(name, Optional.ofNullable(serving.get(name)), List.copyOf(its), openAlerts);
    }

    private static Predicate<Alert> isAbout(ModelName name) {
        return alert -> alert.model().filter(name::equals).isPresent();
    }

    public long countRuns(RunStatus status) {
        synchronized (lock) {
            return runs.all().stream().filter(run -> run.status() == status).count();
        }
    }

    public long countOpenAlerts(Stage stage) {
        synchronized (lock) {
            return openAlerts(alert -> alert.stage() == stage);
        }
    }

    private long openAlerts(Predicate<Alert> wanted) {
        return alerts.all().stream().filter(Alert::isOpen).filter(wanted).count();
    }
}
