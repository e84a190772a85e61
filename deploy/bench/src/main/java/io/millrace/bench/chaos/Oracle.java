package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Kind;
import java.util.ArrayList;
import java.util.List;

/** Says what of the promises was not kept. Pure: knows nothing but the evidence. */
final class Oracle {
    private Oracle() {}

    static List<Violation> judge(Evidence evidence) {
        var violations = new ArrayList<Violation>();
        evidence.unreadable().forEach(record -> violations.add(new Violation(Kind.UNREADABLE, record, "is no event")));
        violations.addAll(new EventChecks(evidence).violations());
        violations.addAll(new AlertChecks(evidence).violations());
        violations.addAll(new EffectChecks(evidence).violations());
        violations.addAll(new ServingChecks(evidence).violations());
        return List.copyOf(violations);
    }

    static String name(Registered run) {
        return "%s (%s/%s, %s)"
                .formatted(run.run(), run.model(), run.version(), run.fate().branch());
    }
}
