package io.millrace.deployer.rollout;

import io.millrace.events.Decision;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides which version of a model may serve. */
public final class Rollout {
    /** So many versions replace each other within the time that one takes to be stopped, and no more. */
    private static final int MOST_EARLIER = 20;

    private Rollout() {}

    /** Whether a later registration of the model served already: traffic never goes back by itself. */
    public static boolean isSuperseded(RunRef run, Optional<ServingEvent> latest) {
        return latest.filter(event -> event.latestServed().compareTo(run.sequence()) > 0)
                .isPresent();
    }

    /**
     * What serves once the candidate took over. Asked again about a run that took over already, it gives the same
     * answer, so that a run is never two generations.
     *
     * @param workload the candidate's server
     * @param endpoint where the model's predictions are answered
     * @param latest   what became of the model before
     * @param decision who wanted the candidate back; absent when its turn came by itself
     * @param isOver   whether a workload that served is known to be stopped
     */
    public static ServingChanged next(
            RunRef run,
            ModelEvaluated verdict,
            String workload,
            URI endpoint,
            Optional<ServingEvent> latest,
            Optional<Decision> decision,
            Predicate<String> isOver) {
        if (latest.orElse(null) instanceof ServingChanged serving
                && serving.workload().equals(workload)) {
            return serving;
        }
        return new ServingChanged(
                run,
                latest.map(ServingEvent::generation).orElse(0L) + 1,
                workload,
                verdict.candidate(),
                verdict.slices(),
                verdict.dataDigest(),
                endpoint,
                latest.map(ServingEvent::generation),
                latest.map(ServingEvent::workload),
                latest.map(ServingEvent::latestServed).filter(served -> isAfter(served, run)),
                decision,
                latest.flatMap(event -> earlier(event, isOver)));
    }

    /** What has to be stopped still is handed on: only the last event of a model is kept. */
    private static Optional<List<String>> earlier(ServingEvent latest, Predicate<String> isOver) {
        List<String> earlier = latest.over().stream()
                .filter(workload -> !workload.equals(latest.workload()))
                .filter(isOver.negate())
                .limit(MOST_EARLIER)
                .toList();
        return Optional.of(earlier).filter(some -> !some.isEmpty());
    }

    private static boolean isAfter(Sequence served, RunRef run) {
        return served.compareTo(run.sequence()) > 0;
    }

    /**
     * That nothing serves any more; the same again for a decision that was carried out before.
     *
     * @param isOver whether a workload that served is known to be stopped
     * @return empty when it is not this run's version that serves
     */
    public static Optional<ServingEnded> end(
            RunRef run, Optional<ServingEvent> latest, Decision decision, Predicate<String> isOver) {
        return latest.flatMap(event -> switch (event) {
            case ServingEnded ended ->
                Optional.of(ended).filter(it -> it.decision().equals(decision));
            case ServingChanged serving ->
                serving.run().run().equals(run.run())
                        ? Optional.of(new ServingEnded(
                                run,
                                serving.generation() + 1,
                                serving.workload(),
                                serving.latestServed(),
                                decision,
                                earlier(serving, isOver)))
                        : Optional.empty();
        });
    }
}
