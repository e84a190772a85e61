package io.millrace.promises;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is promised whatever dies at whatever moment. */
public enum Promise {
    /** Every run that came to a stage ends, or goes on beyond the last stage. */
    NOTHING_IS_LOST(Ends::missing),
    /** A round ends in one way, and does not end and go on from the same stage. */
    ONE_END(Ends::several),
    /** Events under one id say the same, and what a stage believes is what the log says. */
    ONE_TRUTH(Truths::several),
    /** A workload is started once; a further attempt follows one that was lost or failed in a way that may pass. */
    WORK_IS_DONE_ONCE(Works::twice),
    /** Versions of a model are worked on one at a time and come out in the order of their registrations. */
    ORDER_IS_KEPT(Order::broken),
    /** What serves a model is newer than what served it before, unless a person went back. */
    SERVING_NEVER_GOES_BACK(Serving::back),
    /** Once a cancel is accepted, no work of the run is started. */
    A_CANCEL_IS_A_FENCE(Commands::undead),
    /** Every command has one answer. */
    ONE_ANSWER(Commands::unanswered),
    /** A round that failed or was rejected has an alert of its own, which its end names and which came before it. */
    ONE_ALERT(Alerts::wrong),
    /** An alert whose cause is gone does not stand. */
    ALERTS_ARE_RESOLVED(Alerts::standing),
    /** When all is over, nothing is held or left behind. */
    NOTHING_IS_LEFT(history -> history.left().stream().map(left -> new Found(left, "is left")));

    private final Function<History, Stream<Found>> judge;

    Promise(Function<History, Stream<Found>> judge) {
        this.judge = judge;
    }

    record Found(String about, String what) {}

    /** Where this promise was not kept. */
    public List<Breach> breaches(History history) {
        return judge.apply(history)
                .map(found -> new Breach(this, found.about(), found.what()))
                .toList();
    }

    /** Where any promise was not kept; empty when all were. */
    public static List<Breach> judge(History history) {
        return Arrays.stream(values())
                .flatMap(promise -> promise.breaches(history).stream())
                .toList();
    }

    static Stream<Found> collect(java.util.function.Consumer<BiConsumer<String, String>> search) {
        Stream.Builder<Found> found = Stream.builder();
        search.accept((about, what) -> found.add(new Found(about, what)));
        return found.build();
    }
}
