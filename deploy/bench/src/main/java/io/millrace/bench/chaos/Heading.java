package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Violation.Broken;
import io.millrace.bench.chaos.Violation.Deviation;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.promises.Promise;

/** What a report counts violations under: the promises in fewer words. */
enum Heading {
    NOTHING_LOST("nothing lost"),
    NOTHING_TWICE("nothing twice"),
    ORDER_KEPT("order kept"),
    ONE_ALERT("each failure exactly one alert"),
    NOTHING_LEFT("nothing left behind");

    private final String words;

    Heading(String words) {
        this.words = words;
    }

    static Heading of(Violation violation) {
        return switch (violation) {
            case Broken(var breach) -> of(breach.promise());
            case Deviation deviation -> of(deviation.kind());
        };
    }

    private static Heading of(Promise promise) {
        return switch (promise) {
            case NOTHING_IS_LOST, ONE_ANSWER -> NOTHING_LOST;
            case ONE_END, ONE_TRUTH, WORK_IS_DONE_ONCE -> NOTHING_TWICE;
            case ORDER_IS_KEPT, SERVING_NEVER_GOES_BACK, A_CANCEL_IS_A_FENCE -> ORDER_KEPT;
            case ONE_ALERT, ALERTS_ARE_RESOLVED -> ONE_ALERT;
            case NOTHING_IS_LEFT -> NOTHING_LEFT;
        };
    }

    private static Heading of(Kind kind) {
        return switch (kind) {
            case REGISTRATION_MISSING,
                    COMMAND_MISSING,
                    RUN_NOBODY_ASKED_FOR,
                    WRONG_END,
                    OUTCOME_MISSING,
                    EFFECT_MISSING,
                    UNREADABLE,
                    WRONG_VERSION_SERVES -> NOTHING_LOST;
            case TWO_ALERTS, ALERT_STANDS -> ONE_ALERT;
        };
    }

    @Override
    public String toString() {
        return words;
    }
}
