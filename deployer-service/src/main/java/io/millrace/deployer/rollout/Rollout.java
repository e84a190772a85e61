package io.millrace.deployer.rollout;

import io.millrace.events.ModelEvaluated;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import java.net.URI;
import java.util.Optional;

/** Decides which version of a model may serve. */
public final class Rollout {
    private Rollout() {}

    /** Whether a later registration of the model serves already: traffic never goes back by itself. */
    public static boolean isSuperseded(RunRef run, Optional<ServingChanged> current) {
        return current.filter(serving -> serving.run().sequence().compareTo(run.sequence()) > 0)
                .isPresent();
    }

    /**
     * What serves once the candidate took over. Asked again about a run that took over already, it gives the same
     * answer, so that a run is never two generations.
     *
     * @param workload the candidate's server
     * @param endpoint where the model's predictions are answered
     */
    public static ServingChanged next(
            RunRef run, ModelEvaluated verdict, String workload, URI endpoint, Optional<ServingChanged> current) {
        Optional<ServingChanged> before =
                current.filter(serving -> !serving.workload().equals(workload));
        if (before.isEmpty() && current.isPresent()) {
            return current.get();
        }
        return new ServingChanged(
                run,
                before.map(ServingChanged::generation).orElse(0L) + 1,
                workload,
                verdict.candidate(),
                verdict.slices(),
                verdict.dataDigest(),
                endpoint,
                before.map(ServingChanged::generation),
                before.map(ServingChanged::workload));
    }
}
