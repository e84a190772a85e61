package io.millrace.worker;

import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.Past;
import io.millrace.worker.run.RunKey;
import io.millrace.worker.run.Step;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What this worker remembers of one partition while it owns it. Confined to the dispatcher's thread. */
final class Share implements Past {
    private final Claim claim;
    private final Map<ModelName, Lane> lanes = new HashMap<>();
    private final Map<RunKey, Over> over = new HashMap<>();
    private final Map<RunId, Integer> latestRounds = new HashMap<>();
    private final Map<ModelName, Instant> alarms = new HashMap<>();

    /** @param epoch under which it was written */
    private record Over(Held.Concluded concluded, long epoch) {}

    Share(Claim claim) {
        this.claim = claim;
    }

    Claim claim() {
        return claim;
    }

    int partition() {
        return claim.partition();
    }

    Lane lane(ModelName model) {
        return lanes.getOrDefault(model, Lane.empty(model));
    }

    Collection<Lane> lanes() {
        return List.copyOf(lanes.values());
    }

    boolean isOver(RunKey key) {
        return over.containsKey(key);
    }

    @Override
    public Optional<Held.Concluded> latest(RunId run, int upTo) {
        for (int round = Math.min(upTo, latestRounds.getOrDefault(run, 0)); round >= 0; round--) {
            Over found = over.get(new RunKey(run, round));
            if (found != null) {
                return Optional.of(found.concluded());
            }
        }
        return Optional.empty();
    }

    /** Takes in what a step changed. */
    void put(Step step) {
        put(step.lane());
        step.changed().forEach(held -> put(held, claim.epoch()));
    }

    private void put(Lane lane) {
        if (lane.isEmpty()) {
            lanes.remove(lane.model());
        } else {
            lanes.put(lane.model(), lane);
        }
    }

    private void put(Held held, long epoch) {
        if (held instanceof Held.Concluded concluded) {
            over.put(concluded.key(), new Over(concluded, epoch));
            // Nearly all runs have one round.
            if (concluded.run().round() > 0) {
                latestRounds.merge(concluded.run().run(), concluded.run().round(), Math::max);
            }
        }
    }

    /** As read from the log. */
    void restore(Held held, long epoch) {
        put(lane(held.run().model()).with(held));
        put(held, epoch);
    }

    /** As read from the log. */
    void restore(ModelName model, UnaryOperator<Lane> change) {
        put(change.apply(lane(model)));
    }

    /** The runs that were over before this. */
    List<Held.Concluded> overBefore(Instant before) {
        return over.values().stream()
                .map(Over::concluded)
                .filter(concluded -> concluded.at().isBefore(before))
                .toList();
    }

    /** Under which epoch it was written that a run is over. */
    long epochOf(Held.Concluded concluded) {
        Over written = over.get(concluded.key());
        return written == null ? claim.epoch() : written.epoch();
    }

    void forget(Held.Concluded concluded) {
        over.remove(concluded.key());
        latestRounds.remove(concluded.run().run(), concluded.run().round());
    }

    /** Whether an alarm has to be set for the lane at this time: none rings before. */
    boolean setsAlarm(ModelName model, Instant at) {
        Instant set = alarms.get(model);
        if (set != null && !set.isAfter(at)) {
            return false;
        }
        alarms.put(model, at);
        return true;
    }

    /** An alarm rang. */
    void rang(ModelName model, Instant at) {
        alarms.remove(model, at);
    }
}
