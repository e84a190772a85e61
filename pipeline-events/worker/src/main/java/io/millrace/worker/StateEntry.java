package io.millrace.worker;

import io.millrace.events.ModelName;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.Orders;
import io.millrace.worker.run.RunKey;
import java.io.IOException;

/**
 * One thing that a worker remembers: a run, what people asked for about a run, or what it holds of a model itself.
 *
 * <p>When there is nothing to remember any more, that is what is written. The key is removed only by who loads it: that a
 * key is removed counts wherever it lies, and so an owner of the past would remove what it must not.
 *
 * @param about what it is, and of what
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way; nobody compares them.
record StateEntry(String about, byte[] value) {
    private static final String RUN = "run/";
    private static final String ORDERS = "orders/";
    private static final String MODEL = "model/";

    static StateEntry of(Held held, StateJson json) {
        return new StateEntry(about(held), json.write(held));
    }

    static StateEntry of(Orders orders, StateJson json) {
        String about = ORDERS + orders.model() + "/" + orders.run();
        return new StateEntry(about, json.write(orders));
    }

    static StateEntry of(Lane lane, StateJson json) {
        var state = new ModelState(lane.openAlerts(), lane.newest());
        return new StateEntry(MODEL + lane.model(), json.write(state));
    }

    private static String about(Held held) {
        return RUN + held.run().model() + "/" + RunKey.of(held.run());
    }

    static String key(Held held, long epoch) {
        return epoch + "/" + about(held);
    }

    String key(long epoch) {
        return epoch + "/" + about;
    }

    /** What the next owner does with what it read. */
    enum Fate {
        /** It is never written again, so it stays where it is. */
        STAYS,
        /** It is written again under the new owner's epoch. */
        MOVES,
        /** There is nothing to remember. */
        GOES
    }

    static Fate restore(Share share, Remembered.Entry entry, StateJson json) throws IOException {
        if (entry.about().startsWith(RUN)) {
            Held held = json.readHeld(entry.value());
            share.restore(held, entry.epoch());
            return held instanceof Held.Concluded ? Fate.STAYS : Fate.MOVES;
        }
        if (entry.about().startsWith(ORDERS)) {
            Orders orders = json.readOrders(entry.value());
            if (orders.isEmpty()) {
                return Fate.GOES;
            }
            share.restore(orders.model(), lane -> lane.with(orders));
        } else if (entry.about().startsWith(MODEL)) {
            ModelState state = json.readModel(entry.value());
            if (state.isEmpty()) {
                return Fate.GOES;
            }
            share.restore(
                    new ModelName(entry.about().substring(MODEL.length())),
                    lane -> lane.withOpenAlerts(state.openAlerts()).withNewest(state.newest()));
        }
        return Fate.MOVES;
    }
}
