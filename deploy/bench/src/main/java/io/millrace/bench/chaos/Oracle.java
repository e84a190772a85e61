package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Violation.Broken;
import io.millrace.bench.chaos.Violation.Deviation;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.promises.History;
import io.millrace.promises.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what of the promises was not kept, and what came otherwise than planned: a promise does not know which runs there
 * were to be, and how they were to end. Pure: knows nothing but the evidence.
 */
final class Oracle {
    private Oracle() {}

    static List<Violation> judge(Evidence evidence) {
        History history = evidence.history();
        var violations = new ArrayList<Violation>();
        Promise.judge(history).forEach(breach -> violations.add(new Broken(breach)));
        evidence.unreadable().forEach(record -> violations.add(new Deviation(Kind.UNREADABLE, record, "is no event")));
        violations.addAll(new EventChecks(evidence, history).deviations());
        violations.addAll(new AlertChecks(evidence, history).deviations());
        violations.addAll(new EffectChecks(evidence).deviations());
        violations.addAll(new ServingChecks(evidence).deviations());
        return List.copyOf(violations);
    }
}
