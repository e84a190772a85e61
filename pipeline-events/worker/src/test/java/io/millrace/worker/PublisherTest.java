package io.millrace.worker;

import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.worker.testing.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PublisherTest {
    private static final RunRef RUN = run("toy", 1);
    private static final PipelineEvent ALERT =
            AlertRaised.of(RUN, Stage.TRAIN, Failure.userError("command-failed", "it raised", "mend it"));
    private static final PipelineEvent END = new RunEnded(RUN, RunEnded.Result.FAILED, Stage.TRAIN, Optional.empty());
    private static final PipelineEvent PROGRESS = new StageProgressed(
            RUN, Stage.TRAIN, StageProgressed.State.FAILED, 1, Optional.empty(), Optional.empty(), Metrics.NONE);

    private final Map<PipelineEvent, CompletableFuture<Void>> begun = new LinkedHashMap<>();

    private final Publisher publisher = new Publisher() {
        @Override
        public CompletableFuture<Void> publish(Envelope envelope) {
            return begun.computeIfAbsent(envelope.event(), unused -> new CompletableFuture<>());
        }

        @Override
        public void tell(Envelope progress) {
            throw new AssertionError("nothing here may be lost");
        }
    };

    private CompletableFuture<Void> publish(PipelineEvent... events) {
        var outbox = new ArrayList<Envelope>();
        for (PipelineEvent event : events) {
            outbox.add(Samples.envelope(RUN, Stage.TRAIN, event));
        }
        return publisher.publish(List.copyOf(outbox));
    }

    private void acknowledge(PipelineEvent event) {
        begun.get(event).complete(null);
    }

    @Test
    void that_a_run_ended_waits_for_its_alert() {
        var all = publish(PROGRESS, ALERT, END);
        assertThat(begun.keySet()).containsExactlyInAnyOrder(PROGRESS, ALERT);

        acknowledge(ALERT);

        assertThat(begun).containsKey(END);
        assertThat(all).isNotDone();
    }

    @Test
    void that_a_run_ended_does_not_wait_for_progress() {
        publish(PROGRESS, END);

        assertThat(begun).containsKey(END);
    }

    @Test
    void is_done_when_all_of_it_is_on_the_log() {
        var all = publish(PROGRESS, END);
        acknowledge(END);
        assertThat(all).isNotDone();

        acknowledge(PROGRESS);

        assertThat(all).isCompleted();
    }
}
