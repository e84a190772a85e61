package io.millrace.promises;

import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEvent;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What answers for the models. */
final class Serving {
    private Serving() {}

    static Stream<Found> back(History history) {
        return Promise.collect(found -> {
            Map<ModelName, ServingEvent> latest = new HashMap<>();
            for (ServingEvent now : history.all(ServingEvent.class)) {
                ServingEvent before = latest.put(now.run().model(), now);
                if (before != null && !mayFollow(now, before)) {
                    found.accept(now.run().model().value(), told(now) + " came after " + told(before));
                }
            }
            hidden(history, latest, found);
        });
    }

    /** The topic is compacted: in the end there is of each model what lies last, be it a copy. */
    private static void hidden(History history, Map<ModelName, ServingEvent> latest, BiConsumer<String, String> found) {
        Map<ModelName, ServingEvent> last = new HashMap<>();
        for (History.Seen seen : history.log()) {
            if (seen.event() instanceof ServingEvent event) {
                last.put(event.run().model(), event);
            }
        }
        last.forEach((model, event) -> {
            if (latest.get(model) instanceof ServingEvent truth && truth.generation() > event.generation()) {
                found.accept(model.value(), "a copy of " + told(event) + " lies behind " + told(truth));
            }
        });
    }

    /** Of its own accord nothing goes back behind what ever served, whatever a person put in its place since. */
    private static boolean mayFollow(ServingEvent now, ServingEvent before) {
        boolean isNewer = now.run().sequence().compareTo(before.latestServed()) >= 0;
        boolean isWanted =
                !(now instanceof ServingChanged changed) || changed.decision().isPresent();
        return now.generation() > before.generation()
                && now.latestServed().compareTo(before.latestServed()) >= 0
                && (isNewer || isWanted);
    }

    private static String told(ServingEvent serving) {
        return "generation " + serving.generation() + " of run " + serving.run().run();
    }
}
