package io.millrace.bench.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What became of the same registrations in the pipeline that we compare with. Pure.
 *
 * @param lost           runs that neither came to the last stage nor into the dead letters
 * @param wronglyDead    runs that were to succeed and lie in the dead letters
 * @param effectsTwice   further executions of a stage for a run that it had been executed for
 * @param alertsTwice    further alerts about a run that there had been one about
 * @param outOfOrder     runs that a stage did after a newer version of the same model
 */
record PeerCount(int runs, int lost, int wronglyDead, int effectsTwice, int alertsTwice, int outOfOrder) {
    static final String ALERT = "alert";
    private static final String LAST_STAGE = "monitor";

    /** @param effects by model, in the order in which they happened; a run goes by the id of its registration */
    static PeerCount of(List<Planned> planned, Map<String, List<Effect>> effects) {
        var all = new ArrayList<Effect>();
        effects.values().forEach(all::addAll);
        var counts = new HashMap<Effect, Integer>();
        all.forEach(effect -> counts.merge(effect, 1, Integer::sum));
        var through = new HashSet<String>();
        var alerted = new HashSet<String>();
        int effectsTwice = 0;
        var alerts = new HashMap<String, Integer>();
        for (var each : counts.entrySet()) {
            Effect effect = each.getKey();
            if (effect.word().equals(ALERT)) {
                alerted.add(effect.run());
                alerts.merge(effect.run(), each.getValue(), Integer::sum);
                continue;
            }
            effectsTwice += each.getValue() - 1;
            if (effect.stage().equals(LAST_STAGE)) {
                through.add(effect.run());
            }
        }
        int lost = 0;
        int wronglyDead = 0;
        for (Planned run : planned) {
            boolean good = run.fate().isGood();
            lost += alerted.contains(run.id()) || good && through.contains(run.id()) ? 0 : 1;
            wronglyDead += good && alerted.contains(run.id()) ? 1 : 0;
        }
        int alertsTwice = alerts.values().stream().mapToInt(count -> count - 1).sum();
        return new PeerCount(
                planned.size(), lost, wronglyDead, effectsTwice, alertsTwice, outOfOrder(planned, effects));
    }

    private static int outOfOrder(List<Planned> planned, Map<String, List<Effect>> effects) {
        var place = new HashMap<String, Integer>();
        planned.forEach(run -> place.put(run.id(), place.size()));
        int outOfOrder = 0;
        for (List<Effect> ofModel : effects.values()) {
            var latest = new HashMap<String, Integer>();
            var seen = new HashSet<Effect>();
            for (Effect effect : ofModel) {
                int at = place.getOrDefault(effect.run(), -1);
                if (at < 0 || effect.word().equals(ALERT) || !seen.add(effect)) {
                    continue;
                }
                int before = latest.getOrDefault(effect.stage(), -1);
                outOfOrder += at < before ? 1 : 0;
                latest.put(effect.stage(), Math.max(at, before));
            }
        }
        return outOfOrder;
    }

    /** Whether every run has come to an end, for good or bad. */
    boolean isWhole() {
        return lost == 0;
    }
}
