package io.millrace.worker;

import java.util.Collection;
import java.util.function.ToLongFunction;

/** Numbers that stand for states, by which the simulation knows a state again. */
final class Prints {
    private Prints() {}

    /** Of things in their order. */
    static <T> long inOrder(Collection<T> things, ToLongFunction<T> print) {
        long all = 1;
        for (T thing : things) {
            all = mix(all * 31 + print.applyAsLong(thing));
        }
        return all;
    }

    /** Of things whose order means nothing. */
    static <T> long inAnyOrder(Collection<T> things, ToLongFunction<T> print) {
        long all = 1;
        for (T thing : things) {
            all += mix(print.applyAsLong(thing));
        }
        return mix(all);
    }

    static long of(long... parts) {
        long all = 7;
        for (long part : parts) {
            all = mix(all * 31 + part);
        }
        return all;
    }

    static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0xd6e8feb86659fd93L;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L;
        return mixed ^ mixed >>> 32;
    }
}
