package io.millrace.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;

/** Looks at what a worker keeps to itself, to tell one state of it from another. */
final class Inside {
    private static final VarHandle SHARES = field(Dispatcher.class, "shares", Shares.class);
    private static final VarHandle NEXT = field(Claim.class, "next", long.class);

    private Inside() {}

    private static VarHandle field(Class<?> of, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(of, MethodHandles.lookup()).findVarHandle(of, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the simulation looks at " + of + "." + name, e);
        }
    }

    static long state(Dispatcher dispatcher, int partitions) {
        var shares = (Shares) SHARES.get(dispatcher);
        long awaited = 0;
        for (int partition = 0; partition < partitions; partition++) {
            awaited = awaited * 2 + (shares.isAwaited(partition) ? 1 : 0);
        }
        return Prints.of(awaited, Prints.inAnyOrder(shares.all(), Inside::state));
    }

    private static long state(Share share) {
        Claim claim = share.claim();
        return Prints.of(
                claim.partition(),
                claim.epoch(),
                (long) NEXT.get(claim),
                claim.isLost() ? 1 : 0,
                Prints.inAnyOrder(share.lanes(), Object::hashCode),
                Prints.inAnyOrder(
                        share.overBefore(Instant.MAX), over -> Prints.of(over.hashCode(), share.epochOf(over))));
    }
}
