package io.millrace.builder.mlflow;

import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.dialect.Refusal;
import io.millrace.builder.dialect.RegistryNews;
import io.millrace.builder.ingress.RegistryDesk;
import io.millrace.builder.ingress.StartedRun;
import io.millrace.builder.mlflow.Registrations.Outcome;
import io.millrace.builder.source.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * What webhooks of MLflow lead to. Of what they tell, only that it is time to look counts; what a version is and has, the
 * registry says.
 */
final class Desk implements RegistryDesk {
    private static final Logger LOG = Logger.getLogger(Desk.class);
    /** Who sends a webhook is to be told in time, and a registry that is slow must not hold up Git hosts. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int MOST_AT_ONCE = 16;

    private final List<Rule> rules;
    private final Registry registry;
    private final Commits commits;
    private final Registrations registrations;
    private final Memory memory;
    private final Duration patience;
    /** As many threads as there are places at most: they wait for each other, and for the broker. */
    private final Executor registering = Executors.newVirtualThreadPerTaskExecutor();

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    Desk(List<Rule> rules, Registry registry, Registrations registrations, Memory memory, Duration patience) {
        this.rules = rules;
        this.registry = registry;
        this.commits = new Commits(registry);
        this.registrations = registrations;
        this.memory = memory;
        this.patience = patience;
    }

    @Override
    public CompletableFuture<Followed> follow(RegistryNews news) {
        List<Rule> about = rules.stream()
                .filter(rule -> rule.registeredModel().equals(news.registeredModel()))
                .toList();
        List<Rule> listening = about.stream()
                .filter(rule -> rule.trigger().listensTo(news.what()))
                .toList();
        if (listening.isEmpty()) {
            return nothing(about.isEmpty() ? unknown(news) : deaf(news, about));
        }
        if (!memory.isComplete()) {
            return CompletableFuture.failedFuture(unavailable(
                    "what was registered before has not been read from the broker yet",
                    "send it again; if it is not, the version is found when the registry is next looked at"));
        }
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new DeliveryRefused(Refusal.BUSY, "too much is asked of MLflow at the moment", "send it again"));
        }
        var followed = new CompletableFuture<Followed>();
        var unused = registry.version(news.registeredModel(), news.version())
                .thenCompose(found -> found.map(version -> decide(listening, version))
                        .orElseGet(() -> nothing("the registry has no version " + news.version() + " of "
                                + Told.quoted(news.registeredModel()))))
                .whenComplete((answer, failure) -> {
                    places.release();
                    if (failure == null) {
                        followed.complete(answer);
                    } else {
                        followed.completeExceptionally(refused(failure));
                    }
                });
        return followed.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refused(failure)));
    }

    private static String unknown(RegistryNews news) {
        return "no model of millrace.mlflow is the registered model " + Told.quoted(news.registeredModel());
    }

    private static String deaf(RegistryNews news, List<Rule> about) {
        return "this starts no run of model " + about.getFirst().model() + ", only "
                + about.getFirst().trigger() + " does";
    }

    private CompletableFuture<Followed> decide(List<Rule> listening, ModelVersion version) {
        List<CompletableFuture<Outcome>> outcomes =
                listening.stream().map(rule -> outcome(rule, version)).toList();
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture<?>[]::new))
                .thenApply(done ->
                        followed(outcomes.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Outcome> outcome(Rule rule, ModelVersion version) {
        return rule.objection(version)
                .or(() -> unlessNewest(rule, version))
                .map(why -> CompletableFuture.<Outcome>completedFuture(new Outcome.Objected(why)))
                .orElseGet(() -> commits.of(rule, version)
                        .thenApplyAsync(commit -> register(rule, version, commit), registering));
    }

    private static Followed followed(List<Outcome> outcomes) {
        var runs = new ArrayList<StartedRun>();
        var objections = new ArrayList<String>();
        boolean before = true;
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Starts starts -> {
                    runs.add(starts.run());
                    before &= starts.before();
                }
                case Outcome.Objected(var why) -> objections.add(why);
            }
        }
        return runs.isEmpty() ? new Followed.Nothing(objections) : new Followed.Runs(runs, before);
    }

    /** MLflow's threads overtake one another, and production must not go back because one of them was late. */
    private Optional<String> unlessNewest(Rule rule, ModelVersion version) {
        return memory.newer(rule, version)
                .filter(newest -> rule.trigger() instanceof Trigger.Created)
                .filter(newest -> !memory.isRegistered(rule.idOf(version)))
                .map(newest -> "version " + version.number() + " of " + Told.quoted(rule.registeredModel())
                        + " starts no run of model " + rule.model() + ": version " + newest.number()
                        + ", which is newer, was registered");
    }

    /** Asks once more whether it is the newest: another may have been registered while MLflow was asked for the commit. */
    private Outcome register(Rule rule, ModelVersion version, String commit) {
        Outcome outcome = registrations.register(rule, version, commit, () -> unlessNewest(rule, version));
        if (outcome instanceof Outcome.Starts(var run, var before) && !before) {
            LOG.infof(
                    "version %d of %s starts run %s of %s",
                    version.number(), Told.quoted(rule.registeredModel()), run.run(), rule.model());
        }
        return outcome;
    }

    private static CompletableFuture<Followed> nothing(String reason) {
        return CompletableFuture.completedFuture(new Followed.Nothing(List.of(reason)));
    }

    /** What whoever sent the webhook can be told; other failures stay what they are. */
    private Throwable refused(Throwable failure) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> refused(wrapped.getCause());
            case VersionRefused version ->
                new DeliveryRefused(Refusal.VERSION_REFUSED, version.detail(), version.remedy());
            case RegistryTrouble trouble -> unavailable(trouble.detail(), trouble.remedy());
            case TimeoutException late ->
                unavailable(
                        "MLflow and the broker did not answer within " + patience.toMillis() + " ms",
                        "send it again; if it is not, the version is found when the registry is next looked at");
            default -> failure;
        };
    }

    private static DeliveryRefused unavailable(String detail, String remedy) {
        LOG.warnf("a webhook of MLflow was not taken: %s", detail);
        return new DeliveryRefused(Refusal.UNAVAILABLE, detail, remedy);
    }
}
