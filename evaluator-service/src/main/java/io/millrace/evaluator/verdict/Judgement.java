package io.millrace.evaluator.verdict;

import io.millrace.events.Failure;
import io.millrace.events.GateResult;
import io.millrace.events.PipelineSpec.Gate;
import io.millrace.events.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A candidate held against the gates of its spec. A missing number is an error and no gates are no judgement; neither
 * is ever a pass.
 *
 * @param gates in the order of the spec
 */
public record Judgement(Verdict verdict, List<GateResult> gates) {
    public Judgement {
        gates = List.copyOf(gates);
    }

    /** @param champion what serves now; gates that compare with it pass while nothing does */
    public static Judgement of(List<Gate> gates, Measured candidate, Optional<Measured> champion) {
        List<GateResult> results =
                gates.stream().map(gate -> judge(gate, candidate, champion)).toList();
        return new Judgement(overall(results), results);
    }

    private static Verdict overall(List<GateResult> results) {
        if (results.isEmpty()) {
            return Verdict.NOT_JUDGED;
        }
        for (Verdict worst : List.of(Verdict.ERROR, Verdict.FAILED, Verdict.WARNING)) {
            if (results.stream().anyMatch(result -> result.verdict() == worst)) {
                return worst;
            }
        }
        return Verdict.PASSED;
    }

    private static GateResult judge(Gate gate, Measured candidate, Optional<Measured> champion) {
        Optional<Double> found = candidate.find(gate);
        if (found.isEmpty()) {
            String message = name(gate) + " was not reported by the evaluation";
            return new GateResult(gate, Verdict.ERROR, found, Optional.empty(), message);
        }
        double value = found.get();
        Optional<Double> best = gate.maxDropFromChampion().isPresent()
                ? champion.flatMap(serving -> serving.find(gate))
                : Optional.empty();
        List<String> missed = missed(gate, value, best);
        if (!missed.isEmpty()) {
            String message = name(gate) + " is " + number(value) + ", must be " + String.join(" and ", missed);
            return new GateResult(gate, Verdict.FAILED, found, best, message);
        }
        if (best.isPresent() && champion.orElseThrow().onOtherDataThan(candidate)) {
            String message = name(gate) + " is " + number(value) + " and the champion's " + number(best.get())
                    + ", but they were measured on different data";
            return new GateResult(gate, Verdict.WARNING, found, best, message);
        }
        String compared =
                best.map(number -> ", the champion's " + number(number)).orElse("");
        return new GateResult(gate, Verdict.PASSED, found, best, name(gate) + " is " + number(value) + compared);
    }

    private static List<String> missed(Gate gate, double value, Optional<Double> champion) {
        var missed = new ArrayList<String>();
        gate.min().filter(min -> value < min).ifPresent(min -> missed.add("at least " + number(min)));
        gate.max().filter(max -> value > max).ifPresent(max -> missed.add("at most " + number(max)));
        champion.ifPresent(best -> {
            double lowest = best - gate.maxDropFromChampion().orElseThrow();
            if (value < lowest) {
                missed.add("at least " + number(lowest) + " (the champion's " + number(best) + " less "
                        + number(gate.maxDropFromChampion().orElseThrow()) + ")");
            }
        });
        return missed;
    }

    /** Why a candidate with this judgement does not go on; one sentence for every gate that stands in its way. */
    public Failure refusal() {
        return switch (verdict) {
            case ERROR ->
                Failure.userError(
                        "gate-metric-missing",
                        "cannot be judged: " + told(Verdict.ERROR),
                        "Write the metric to MILLRACE_RESULT in the evaluation, or correct the gate's name in"
                                + " millrace.yaml.");
            case FAILED ->
                Failure.userError(
                        "gate-missed",
                        "not good enough: " + told(Verdict.FAILED),
                        "Improve the model, or change the gate in millrace.yaml if it asks too much; then register it"
                                + " again.");
            case WARNING ->
                Failure.userError(
                        "gate-warning",
                        "deserves a look: " + told(Verdict.WARNING),
                        "Look at it, and set deploy.allowWarning to true in millrace.yaml if it may serve.");
            case NOT_JUDGED ->
                Failure.userError(
                        "not-judged",
                        "no gate judged the model, and the spec does not allow that",
                        "Add evaluate.gates to millrace.yaml, or set deploy.allowUnjudged to true.");
            case PASSED, INCONCLUSIVE, UNKNOWN -> throw new IllegalStateException(verdict + " is no refusal");
        };
    }

    private String told(Verdict which) {
        return gates.stream()
                .filter(gate -> gate.verdict() == which)
                .map(GateResult::message)
                .collect(Collectors.joining("; "));
    }

    private static String name(Gate gate) {
        return gate.metric() + gate.slice().map(slice -> " of " + slice).orElse("");
    }

    /** Six digits are enough for a person, and the same everywhere. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.6f", value);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
