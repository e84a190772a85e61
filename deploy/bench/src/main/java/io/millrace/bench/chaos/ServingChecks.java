package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.ServingChanged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What serves never goes back, is the last good version in the end, and nothing else is left on the machine. */
final class ServingChecks {
    private final Evidence evidence;
    private final List<Violation> violations = new ArrayList<>();

    ServingChecks(Evidence evidence) {
        this.evidence = evidence;
    }

    List<Violation> violations() {
        Map<String, ServingChanged> last = generations();
        served();
        folders(last);
        return violations;
    }

    private Map<String, ServingChanged> generations() {
        var last = new HashMap<String, ServingChanged>();
        for (ServingChanged now : evidence.all(ServingChanged.class)) {
            String model = now.run().model().value();
            ServingChanged before = last.put(model, now);
            if (before != null
                    && (now.generation() <= before.generation()
                            || now.run().sequence().compareTo(before.run().sequence()) < 0)) {
                violations.add(new Violation(
                        Kind.SERVING_WENT_BACK,
                        model,
                        "generation %d of run %s after generation %d of run %s"
                                .formatted(
                                        now.generation(),
                                        now.run().run(),
                                        before.generation(),
                                        before.run().run())));
            }
        }
        return last;
    }

    private void served() {
        var expected = new HashMap<String, String>();
        evidence.registered().values().stream()
                .filter(run -> run.fate().isGood() && evidence.deploying().contains(run.model()))
                .sorted((one, other) -> Long.compare(one.offset(), other.offset()))
                .forEach((Registered run) -> expected.put(run.model(), run.version()));
        var models = new HashSet<>(expected.keySet());
        models.addAll(evidence.serving().keySet());
        for (String model : models) {
            String wanted = expected.getOrDefault(model, "nothing");
            String found = evidence.serving().getOrDefault(model, "nothing");
            if (!wanted.equals(found)) {
                violations.add(new Violation(
                        Kind.WRONG_VERSION_SERVES, model, found + " answers, and it should be " + wanted));
            }
        }
    }

    private void folders(Map<String, ServingChanged> last) {
        Set<String> servers =
                last.values().stream().map(ServingChanged::workload).collect(Collectors.toSet());
        for (String folder : evidence.folders()) {
            if (!servers.contains(folder)) {
                violations.add(new Violation(Kind.FOLDER_LEFT, folder, "belongs to nothing that runs"));
            }
        }
    }
}
