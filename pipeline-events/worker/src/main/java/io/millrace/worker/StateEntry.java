package io.millrace.worker;

import io.millrace.events.ModelName;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.Orders;
import io.millrace.worker.run.RunKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a worker remembers: a run, what people asked for about a run, or what it holds of a model itself.
 *
 * @param about what it is, and of what
 * @param value absent when there is nothing to remember any more
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way; nobody compares them.
record StateEntry(String about, byte @Nullable [] value) {
    private static final String RUN = "run/";
    private static final String ORDERS = "orders/";
    private static final String MODEL = "model/";

    static StateEntry of(Held held, StateJson json) {
        return new StateEntry(about(held), json.write(held));
    }

    static StateEntry of(Orders orders, StateJson json) {
        String about = ORDERS + orders.model() + "/" + orders.run();
        return new StateEntry(about, orders.isEmpty() ? null : json.write(orders));
    }

    static StateEntry of(Lane lane, StateJson json) {
        var state = new ModelState(lane.openAlerts(), lane.newest());
        return new StateEntry(MODEL + lane.model(), state.isEmpty() ? null : json.write(state));
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

    /** @return whether it is a run that is over, of which nothing is written again */
    static boolean restore(Share share, Remembered.Entry entry, StateJson json) throws IOException {
        if (entry.about().startsWith(RUN)) {
            Held held = json.readHeld(entry.value());
            share.restore(held, entry.epoch());
            return held instanceof Held.Concluded;
        }
        if (entry.about().startsWith(ORDERS)) {
            Orders orders = json.readOrders(entry.value());
            share.restore(orders.model(), lane -> lane.with(orders));
        } else if (entry.about().startsWith(MODEL)) {
            ModelState state = json.readModel(entry.value());
            share.restore(
                    new ModelName(entry.about().substring(MODEL.length())),
                    lane -> lane.withOpenAlerts(state.openAlerts()).withNewest(state.newest()));
        }
        return false;
    }
}
