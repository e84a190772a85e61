package io.millrace.deployer.rollout;

import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who answers for which model; immutable, so that a request sees one state of it. Only a later generation takes a
 * model's place, and only the version in place can step back from it: what is told late changes nothing, and then the
 * same object comes back.
 *
 * @param byModel  what was deployed, in order of names
 * @param ended    models that nothing serves any more, by the generation in which that was so
 * @param complete whether all that serves according to the log is in here
 * @param <B>      what answers requests
 */
public record Routes<B>(Map<ModelName, Deployed<B>> byModel, Map<ModelName, Long> ended, boolean complete) {

    /**
     * What is in a model's place.
     *
     * @param backend who answers; absent while nobody does
     */
    public record Deployed<B>(ServingChanged version, Optional<B> backend) {}

    public Routes {
        byModel = Collections.unmodifiableMap(new TreeMap<>(byModel));
        ended = Map.copyOf(ended);
    }

    public static <B> Routes<B> unread() {
        return new Routes<>(Map.of(), Map.of(), false);
    }

    public Route<B> of(ModelName model) {
        Deployed<B> deployed = byModel.get(model);
        if (deployed == null) {
            return complete ? new Route.Unknown<>() : new Route.Unread<>();
        }
        ServingChanged version = deployed.version();
        return deployed.backend()
                .<Route<B>>map(backend -> new Route.Up<>(version, backend))
                .orElseGet(() -> new Route.ComingUp<>(version));
    }

    public Optional<Deployed<B>> find(ModelName model) {
        return Optional.ofNullable(byModel.get(model));
    }

    public Collection<Deployed<B>> all() {
        return byModel.values();
    }

    /** Whether all that should answer does. */
    public boolean isSettled() {
        return complete
                && byModel.values().stream()
                        .allMatch(deployed -> deployed.backend().isPresent());
    }

    /** All that serves according to the log is in here now. */
    public Routes<B> completed() {
        return complete ? this : new Routes<>(byModel, ended, true);
    }

    /** A version that should serve; it takes the place of none that answers. */
    public Routes<B> comingUp(ServingChanged version) {
        return byModel.containsKey(version.run().model()) || !mayTakeOver(version)
                ? this
                : with(version, Optional.empty());
    }

    /** A version that answers from now on. */
    public Routes<B> up(ServingChanged version, B backend) {
        return mayTakeOver(version) ? with(version, Optional.of(backend)) : this;
    }

    /** A version that does not answer any more. */
    public Routes<B> down(ServingChanged version) {
        return find(version.run().model())
                .filter(deployed -> deployed.backend().isPresent()
                        && deployed.version().workload().equals(version.workload()))
                .map(deployed -> with(deployed.version(), Optional.empty()))
                .orElse(this);
    }

    /** Nothing serves the model any more. */
    public Routes<B> gone(ModelName model, long generation) {
        Map<ModelName, Deployed<B>> others = new TreeMap<>(byModel);
        others.computeIfPresent(
                model, (name, deployed) -> deployed.version().generation() < generation ? null : deployed);
        Map<ModelName, Long> gone = new HashMap<>(ended);
        gone.merge(model, generation, Math::max);
        return new Routes<>(others, gone, complete);
    }

    private boolean mayTakeOver(ServingChanged version) {
        ModelName model = version.run().model();
        return version.generation() > ended.getOrDefault(model, 0L)
                && find(model)
                        .map(deployed -> deployed.version().generation() <= version.generation())
                        .orElse(true);
    }

    private Routes<B> with(ServingChanged version, Optional<B> backend) {
        Map<ModelName, Deployed<B>> changed = new TreeMap<>(byModel);
        changed.put(version.run().model(), new Deployed<>(version, backend));
        return new Routes<>(changed, ended, complete);
    }
}
