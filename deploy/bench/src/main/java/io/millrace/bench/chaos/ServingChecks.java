package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Deviation;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.Decision;
import io.millrace.events.ModelName;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import io.millrace.events.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In the end the last good version of each model answers, unless somebody wanted something else after it. */
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
        var newest = new HashMap<String, RunRef>();
        for (Registered run : evidence.registered().values()) {
            if (run.fate().isGood() && evidence.deploying().contains(run.model())) {
                newest.put(run.model(), run.ref());
            }
        }
        Map<ModelName, ServingEvent> production = evidence.production();
        var expected = new HashMap<String, String>();
        newest.forEach((model, run) ->
                wanted(run, production.get(run.model())).ifPresent(version -> expected.put(model, version)));
        return expected;
    }

    /** Absent where nothing is to answer. A decision counts that was taken when the newest version had served. */
    private Optional<String> wanted(RunRef newest, @Nullable ServingEvent last) {
        if (last == null || last.latestServed().compareTo(newest.sequence()) < 0) {
            return Optional.of(version(newest));
        }
        return switch (last) {
            case ServingEnded gone when wasAskedFor(gone.decision()) -> Optional.empty();
            case ServingChanged back
            when back.decision().filter(this::wasAskedFor).isPresent() -> Optional.of(version(back.run()));
            case ServingEvent unasked -> Optional.of(version(newest));
        };
    }

    private boolean wasAskedFor(Decision decision) {
        return evidence.asked().containsKey(decision.command());
    }

    private static String version(RunRef run) {
        return run.version().map(Version::value).orElse("");
    }
}
