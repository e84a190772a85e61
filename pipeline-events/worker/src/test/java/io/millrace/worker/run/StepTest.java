package io.millrace.worker.run;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.RunRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StepTest {
    private static final Held.Waiting FIRST = waiting(run("toy", 1));
    private static final Held.Waiting SECOND = waiting(run("toy", 2));
    private static final Held.Running STARTED = FIRST.started(Instant.parse("2026-01-01T09:00:00Z"));
    private static final Held.Concluding ENDED = new Held.Concluding(FIRST.admission(), 1, List.of(), Optional.empty());
    private static final Lane LANE = Lane.empty(FIRST.run().model());

    private static Held.Waiting waiting(RunRef run) {
        return new Held.Waiting(new Admission(run, built(run), new Origin("millrace.image-built", 3, 41)));
    }

    @Test
    void remembers_of_a_run_what_it_came_to() {
        Step step = Step.changed(LANE, FIRST).then(Step.changed(LANE, STARTED)).then(Step.changed(LANE, ENDED));

        assertThat(step.changed()).containsExactly(ENDED);
    }

    @Test
    void remembers_every_run_in_the_order_in_which_they_changed_last() {
        Step step = Step.changed(LANE, FIRST).then(Step.changed(LANE, SECOND)).then(Step.changed(LANE, STARTED));

        assertThat(step.changed()).containsExactly(SECOND, STARTED);
    }
}
