package io.millrace.promises;

import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What answers for the models. */
final class Serving {
    private Serving() {}

    static Stream<Found> back(History history) {
        return Promise.collect(found -> {
            Map<ModelName, ServingChanged> latest = new HashMap<>();
            for (ServingChanged now : history.all(ServingChanged.class)) {
                ServingChanged before = latest.put(now.run().model(), now);
                if (before != null && !isAfter(now, before)) {
                    found.accept(now.run().model().value(), told(now) + " came after " + told(before));
                }
            }
        });
    }

    private static boolean isAfter(ServingChanged now, ServingChanged before) {
        return now.generation() > before.generation()
                && now.run().sequence().compareTo(before.run().sequence()) >= 0;
    }

    private static String told(ServingChanged serving) {
        return "generation " + serving.generation() + " of run " + serving.run().run();
    }
}
