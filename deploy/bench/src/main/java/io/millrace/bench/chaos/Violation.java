package io.millrace.bench.chaos;

/**
 * Something that must not happen, and did.
 *
 * @param about the run or the model
 */
record Violation(Kind kind, String about, String what) {

    /** What was promised and not kept. */
    enum Promise {
        NOTHING_LOST("nothing lost"),
        NOTHING_TWICE("nothing twice"),
        ORDER_KEPT("order kept"),
        ONE_ALERT("each failure exactly one alert"),
        NOTHING_LEFT("nothing left behind");

        private final String words;

        Promise(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    enum Kind {
        RUN_WITHOUT_END(Promise.NOTHING_LOST),
        RUN_NOBODY_REGISTERED(Promise.NOTHING_LOST),
        WRONG_END(Promise.NOTHING_LOST),
        OUTCOME_MISSING(Promise.NOTHING_LOST),
        EFFECT_MISSING(Promise.NOTHING_LOST),
        UNREADABLE(Promise.NOTHING_LOST),
        WRONG_VERSION_SERVES(Promise.NOTHING_LOST),
        TWO_ENDS(Promise.NOTHING_TWICE),
        TWO_CONTENTS(Promise.NOTHING_TWICE),
        EFFECT_TWICE(Promise.NOTHING_TWICE),
        ATTEMPT_WITHOUT_CAUSE(Promise.NOTHING_TWICE),
        EFFECT_OUT_OF_ORDER(Promise.ORDER_KEPT),
        EVENT_OUT_OF_ORDER(Promise.ORDER_KEPT),
        SERVING_WENT_BACK(Promise.ORDER_KEPT),
        NO_ALERT(Promise.ONE_ALERT),
        TWO_ALERTS(Promise.ONE_ALERT),
        OTHER_ALERT_NAMED(Promise.ONE_ALERT),
        ALERT_STANDS(Promise.ONE_ALERT),
        FOLDER_LEFT(Promise.NOTHING_LEFT);

        private final Promise promise;

        Kind(Promise promise) {
            this.promise = promise;
        }

        Promise promise() {
            return promise;
        }
    }

    @Override
    public String toString() {
        return kind + " " + about + ": " + what;
    }
}
