package io.millrace.builder.mlflow;

import io.millrace.builder.ingress.NotRegistered;
import io.millrace.builder.mlflow.Registrations.Outcome;
import io.millrace.builder.source.Told;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Registers what no webhook told of: MLflow keeps none that did not arrive. Whatever was done before is known from the
 * log, so a restart forgets nothing, and two replicas that look at the same time come to the same ids. Of one thread.
 */
final class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    /** A registry that is started again is away for a moment, which is nobody's affair. */
    private static final int FAILURES_BEFORE_ALERT = 2;

    /** Of each rule at a look: after a long outage the others need not wait for all of one. */
    private static final int MOST_ASKED = 100;

    private final List<Rule> rules;
    private final Look look;
    private final Commits commits;
    private final Registrations registrations;
    private final Memory memory;
    private final Consumer<Consumer<Envelope>> log;
    private final Alarms alarms;
    private final MlflowMetrics metrics;

    private final Refusals refusals = new Refusals();
    private final Set<VersionId> told = new HashSet<>();
    private String lastTrouble = "";
    private int failures;

    /** @param log hands over what is new on the log, and what was there before the first time */
    Reconciler(
            List<Rule> rules,
            Registry registry,
            FirstLooks firstLooks,
            Registrations registrations,
            Memory memory,
            Consumer<Consumer<Envelope>> log,
            Alarms alarms,
            MlflowMetrics metrics) {
        this.rules = rules;
        this.look = new Look(registry, firstLooks, memory);
        this.commits = new Commits(registry);
        this.registrations = registrations;
        this.memory = memory;
        this.log = log;
        this.alarms = alarms;
        this.metrics = metrics;
    }

    /** Blocks for as long as broker and registry take. Nothing that goes wrong gets out: the next look finds the same. */
    void reconcile() {
        try {
            log.accept(memory::read);
            memory.complete();
            reconcileAll();
        } catch (KafkaException | NotRegistered e) {
            LOG.warnf("MLflow was not looked at, because the broker does not answer: %s", e.getMessage());
        } catch (UncheckedIOException e) {
            LOG.errorf("MLflow was not looked at: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a look at MLflow broke off", e);
        }
    }

    private void reconcileAll() {
        var pass = new Pass();
        for (Rule rule : rules) {
            try {
                reconcile(rule, pass);
                pass.looked.add(Alarms.fingerprint(rule.model()));
            } catch (RegistryTrouble trouble) {
                pass.trouble = Optional.of(trouble);
                if (trouble.kind() == RegistryTrouble.Kind.UNAVAILABLE) {
                    break; // the others would only wait as long
                }
            }
        }
        pass.trouble.ifPresentOrElse(this::failed, this::answered);
        pass.trouble
                .filter(this::isToBeTold)
                .ifPresent(trouble -> pass.wanted.put(Alarms.fingerprint(trouble.kind()), trouble.failure()));
        if (pass.looked.size() == rules.size()) {
            refusals.keepOnly(pass.found);
        }
        alarms.settle(pass.wanted, pass::isKnown);
    }

    /** One look at all rules. */
    private static final class Pass {
        private final Map<String, Failure> wanted = new HashMap<>();
        private final Set<String> looked = new HashSet<>();
        private final Set<VersionId> found = new HashSet<>();
        private Optional<RegistryTrouble> trouble = Optional.empty();

        /** Of versions that were not looked at, nobody knows what is wrong now; of models without a rule, nothing is. */
        private boolean isKnown(String fingerprint) {
            return !Alarms.isAboutVersions(fingerprint) || looked.contains(fingerprint) || trouble.isEmpty();
        }
    }

    private void answered() {
        if (failures > 0) {
            LOG.info("MLflow answers again");
        }
        failures = 0;
        lastTrouble = "";
        metrics.away(false);
    }

    private void failed(RegistryTrouble trouble) {
        failures++;
        metrics.away(true);
        if (!lastTrouble.equals(trouble.detail())) {
            lastTrouble = trouble.detail();
            LOG.warnf("%s; %s", trouble.detail(), trouble.remedy());
        }
    }

    private boolean isToBeTold(RegistryTrouble trouble) {
        return trouble.kind() != RegistryTrouble.Kind.UNAVAILABLE
                || failures >= FAILURES_BEFORE_ALERT
                || memory.standing().contains(Alarms.fingerprint(trouble.kind()));
    }

    private void reconcile(Rule rule, Pass pass) {
        Look.Found found = look.at(rule);
        found.passedOver().forEach(version -> passOver(rule, version));
        int asked = 0;
        for (ModelVersion version : found.missed()) {
            VersionId id = rule.idOf(version);
            pass.found.add(id);
            Optional<VersionRefused> refused = refusals.of(id, version);
            if (refused.isEmpty() && asked++ < MOST_ASKED) {
                refused = registerUnlessRefused(rule, version);
            }
            refused.ifPresent(why -> pass.wanted.put(Alarms.fingerprint(rule.model()), why.failure()));
        }
    }

    private Optional<VersionRefused> registerUnlessRefused(Rule rule, ModelVersion version) {
        try {
            register(rule, version, Look.answer(commits.of(rule, version)));
            return Optional.empty();
        } catch (VersionRefused why) {
            if (refusals.add(rule.idOf(version), version, why)) {
                metrics.found("refused");
                LOG.warnf("no run of %s starts: %s; %s", rule.model(), why.detail(), why.remedy());
            }
            return Optional.of(why);
        }
    }

    /** A webhook may have come first, with this version or with a newer one. */
    private void register(Rule rule, ModelVersion version, String commit) {
        switch (registrations.register(rule, version, commit, () -> overtaken(rule, version))) {
            case Outcome.Objected objected -> passOver(rule, version);
            case Outcome.Starts(var run, var before)
            when !before -> {
                metrics.found("registered");
                LOG.infof(
                        "version %d of %s, of which no webhook told, starts run %s of %s",
                        version.number(), Told.quoted(rule.registeredModel()), run.run(), rule.model());
            }
            case Outcome.Starts before -> {}
        }
    }

    /** A hundred requests may lie between the look and this one; what an alias names is wanted whatever its age. */
    private Optional<String> overtaken(Rule rule, ModelVersion version) {
        return memory.newer(rule, version)
                .filter(newest -> !(rule.trigger() instanceof Trigger.Alias))
                .map(newest -> "version " + newest.number() + ", which is newer, was registered");
    }

    private void passOver(Rule rule, ModelVersion version) {
        if (told.add(rule.idOf(version))) {
            metrics.found("passed-over");
            LOG.warnf(
                    "no webhook told of version %d of %s, and it is passed over, because a newer one was registered;"
                            + " register it by hand if it is wanted",
                    version.number(), Told.quoted(rule.registeredModel()));
        }
    }
}
