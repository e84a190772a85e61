package io.millrace.promises;

import io.millrace.events.RunId;
import io.millrace.events.Sequence;
import io.millrace.events.StageEvent;
import io.millrace.promises.History.Work;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Whether the versions of a model follow one another as they were registered. A later round of an older version has its
 * turn when it is asked for; so only first rounds are compared.
 */
final class Order {
    private Order() {}

    static Stream<Found> broken(History history) {
        return Promise.collect(found -> {
            places(history, found);
            works(history, found);
            outcomes(history, found);
        });
    }

    private record Place(RunId run, Sequence sequence) {}

    /** The rest goes by the sequences that runs are said to have. */
    private static void places(History history, BiConsumer<String, String> found) {
        Map<RunId, Long> registered = new HashMap<>();
        history.firsts().forEach(seen -> seen.begins().ifPresent(run -> registered.put(run, seen.offset())));
        history.firsts().stream()
                .flatMap(seen -> seen.event().runRef().stream())
                .map(run -> new Place(run.run(), run.sequence()))
                .distinct()
                .filter(place -> registered.containsKey(place.run())
                        && registered.get(place.run()) != place.sequence().offset())
                .forEach(place -> found.accept(
                        place.run().toString(),
                        "was registered at " + registered.get(place.run()) + " and goes as " + place.sequence()));
    }

    private static void works(History history, BiConsumer<String, String> found) {
        Map<String, Work> latest = new HashMap<>();
        for (Work work : history.works()) {
            String lane = work.stage() + " of " + work.run().model();
            Work before = latest.put(lane, work);
            if (before == null) {
                continue;
            }
            if (work.began() < before.ended()) {
                found.accept(lane, work.name() + " was started while " + before.name() + " was under way");
            }
            if (isFirst(work) && isFirst(before) && sequence(work).compareTo(sequence(before)) < 0) {
                found.accept(lane, work.name() + " was started after a newer version");
            }
        }
    }

    private static void outcomes(History history, BiConsumer<String, String> found) {
        Map<String, Sequence> newest = new HashMap<>();
        for (StageEvent outcome : history.all(StageEvent.class)) {
            if (outcome.run().round() == 0) {
                String lane = outcome.stage() + " of " + outcome.run().model();
                Sequence sequence = outcome.run().sequence();
                if (newest.merge(lane, sequence, Order::newer).compareTo(sequence) > 0) {
                    found.accept(lane, outcome.run().subject() + " came out after a newer version");
                }
            }
        }
    }

    private static Sequence newer(Sequence one, Sequence other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static boolean isFirst(Work work) {
        return work.run().round() == 0;
    }

    private static Sequence sequence(Work work) {
        return work.run().sequence();
    }
}
