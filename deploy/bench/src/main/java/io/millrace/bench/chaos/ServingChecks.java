package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Deviation;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** In the end the last good version of each model answers. */
final class ServingChecks {
    private static final String NOTHING = "nothing";

    private final Evidence evidence;

    ServingChecks(Evidence evidence) {
        this.evidence = evidence;
    }

    List<Deviation> deviations() {
        var deviations = new ArrayList<Deviation>();
        Map<String, String> expected = expected();
        var models = new HashSet<>(expected.keySet());
        models.addAll(evidence.serving().keySet());
        for (String model : models) {
            String wanted = expected.getOrDefault(model, NOTHING);
            String found = evidence.serving().getOrDefault(model, NOTHING);
            if (!wanted.equals(found)) {
                deviations.add(new Deviation(
                        Kind.WRONG_VERSION_SERVES, model, found + " answers, and it should be " + wanted));
            }
        }
        return deviations;
    }

    private Map<String, String> expected() {
        var expected = new HashMap<String, String>();
        for (Registered run : evidence.registered().values()) {
            if (run.fate().isGood() && evidence.deploying().contains(run.model())) {
                expected.put(
                        run.model(), run.ref().version().map(Version::value).orElse(""));
            }
        }
        return expected;
    }
}
