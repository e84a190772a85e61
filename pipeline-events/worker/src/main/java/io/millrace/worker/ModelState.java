package io.millrace.worker;

import io.millrace.events.RunRef;
import io.millrace.worker.run.OpenAlert;
import java.util.List;
import java.util.Optional;

/** What is remembered of a model itself, see {@link io.millrace.worker.run.Lane}. */
record ModelState(List<OpenAlert> openAlerts, Optional<RunRef> newest) {
    boolean isEmpty() {
        return openAlerts.isEmpty() && newest.isEmpty();
    }
}
