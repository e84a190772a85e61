package io.millrace.builder.mlflow;

import io.millrace.builder.mlflow.FirstLooks.FirstLook;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A look at the registry for one rule: which versions satisfy it and are not registered. May block for as long as the
 * registry takes.
 *
 * <p>For an alias that is the one version that it names. Of other rules, it is the versions made after the last one that
 * was registered: one that was missed and is older is passed over, because production must not go back by itself.
 */
final class Look {
    private static final int MOST_PAGES = 100;

    private final Registry registry;
    private final FirstLooks firstLooks;
    private final Memory memory;

    Look(Registry registry, FirstLooks firstLooks, Memory memory) {
        this.registry = registry;
        this.firstLooks = firstLooks;
        this.memory = memory;
    }

    /**
     * What a look found.
     *
     * @param missed     to be registered, those that were made first first
     * @param passedOver not registered, and never will be by a look
     */
    record Found(List<ModelVersion> missed, List<ModelVersion> passedOver) {
        static final Found NOTHING = new Found(List.of(), List.of());
    }

    /**
     * The first look of a rule that has registered nothing yet finds nothing missed: what is there then was there before.
     *
     * @throws RegistryTrouble             if the registry does not tell
     * @throws java.io.UncheckedIOException if it cannot be known what was there at first
     */
    Found at(Rule rule) {
        Optional<VersionId> newest = memory.newest(rule);
        Optional<FirstLook> first = firstLooks.of(rule);
        if (newest.isEmpty() && first.isEmpty()) {
            firstLooks.keep(rule, new FirstLook(last(rule)));
            return Found.NOTHING;
        }
        if (rule.trigger() instanceof Trigger.Alias) {
            // What an alias named at first serves already, until something else was registered.
            return named(rule, newest.isEmpty() ? first : Optional.empty());
        }
        return after(rule, newest, first.flatMap(FirstLook::had));
    }

    /** The version that satisfies the rule and was made last. */
    private Optional<VersionId> last(Rule rule) {
        if (rule.trigger() instanceof Trigger.Alias(var alias)) {
            return named(rule, alias).map(rule::idOf);
        }
        var pages = new Pages(rule);
        while (pages.hasNext()) {
            Optional<VersionId> last = pages.next().stream()
                    .filter(version -> rule.objection(version).isEmpty())
                    .map(rule::idOf)
                    .findFirst();
            if (last.isPresent()) {
                return last;
            }
        }
        return Optional.empty();
    }

    private Optional<ModelVersion> named(Rule rule, String alias) {
        return answer(registry.aliases(rule.registeredModel()))
                .map(aliases -> aliases.get(alias))
                .flatMap(number -> answer(registry.version(rule.registeredModel(), number)))
                .filter(version -> rule.objection(version).isEmpty());
    }

    private Found named(Rule rule, Optional<FirstLook> first) {
        var alias = (Trigger.Alias) rule.trigger();
        return named(rule, alias.name())
                .filter(version -> !memory.isRegistered(rule.idOf(version)))
                .filter(version ->
                        first.filter(look -> look.includes(rule.idOf(version))).isEmpty())
                .map(version -> new Found(List.of(version), List.of()))
                .orElse(Found.NOTHING);
    }

    /**
     * Those made after the last that was registered, or else after the last that was there at first.
     *
     * @param newest of those that were registered
     * @param had    the last that was there at first
     */
    private Found after(Rule rule, Optional<VersionId> newest, Optional<VersionId> had) {
        var missed = new ArrayList<ModelVersion>();
        var passedOver = new ArrayList<ModelVersion>();
        var pages = new Pages(rule);
        boolean isAtEnd = false;
        while (!isAtEnd && pages.hasNext()) {
            for (ModelVersion version : pages.next()) {
                VersionId id = rule.idOf(version);
                if (!isAfter(id, had)) {
                    isAtEnd = true;
                } else if (isAfter(id, newest)) {
                    addIfWanted(rule, version, missed);
                } else {
                    // One page more is looked at, to tell of what is passed over; not all that ever was.
                    isAtEnd = true;
                    addIfWanted(rule, version, passedOver);
                }
            }
        }
        return new Found(List.copyOf(missed.reversed()), passedOver);
    }

    private void addIfWanted(Rule rule, ModelVersion version, List<ModelVersion> versions) {
        if (rule.objection(version).isEmpty() && !memory.isRegistered(rule.idOf(version))) {
            versions.add(version);
        }
    }

    private static boolean isAfter(VersionId id, Optional<VersionId> other) {
        return other.map(it -> id.compareTo(it) > 0).orElse(true);
    }

    /** Versions of a registered model, those that were made last first; a registry may tell no end of them. */
    private final class Pages {
        private final Rule rule;
        private final HashSet<String> tokens = new HashSet<>();
        private Optional<String> token = Optional.empty();
        private boolean hasNext = true;

        Pages(Rule rule) {
            this.rule = rule;
        }

        boolean hasNext() {
            return hasNext;
        }

        List<ModelVersion> next() {
            Registry.Page page = answer(registry.versions(rule.registeredModel(), token));
            token = page.next();
            hasNext = token.isPresent();
            if (hasNext && (!tokens.add(token.get()) || tokens.size() >= MOST_PAGES)) {
                throw new RegistryTrouble(
                        RegistryTrouble.Kind.NOT_UNDERSTOOD,
                        "MLflow tells versions of '" + rule.registeredModel() + "' without end, over " + tokens.size()
                                + " pages",
                        "see that millrace.mlflow.url is the address of an MLflow tracking server; delete versions"
                                + " that nobody needs");
            }
            return page.versions();
        }
    }

    /** Waits for it. */
    static <T> T answer(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
