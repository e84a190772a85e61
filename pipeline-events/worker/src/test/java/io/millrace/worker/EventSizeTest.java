package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Candidate;
import io.millrace.events.Metrics;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunRef;
import io.millrace.events.StageStatus;
import io.millrace.worker.testing.Samples;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventSizeTest {

    @Test
    void an_answer_that_every_reader_would_refuse_becomes_a_failure_that_says_why() {
        Outcome outcome = EventSize.checked(trainedWith(20_000));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("event-too-large");
            assertThat(failed.failure().summary()).contains("262144");
        });
    }

    @Test
    void any_other_answer_stays_as_it_is() {
        Outcome small = trainedWith(10);

        assertThat(EventSize.checked(small)).isSameAs(small);
    }

    private static Outcome trainedWith(int metrics) {
        RunRef run = Samples.run("toy", 1);
        Map<String, Double> values = IntStream.range(0, metrics)
                .boxed()
                .collect(Collectors.toMap(i -> "metric_number_" + i, i -> (double) i));
        var candidate = new Candidate(
                Samples.spec("toy", Optional.empty()), Optional.empty(), Optional.empty(), new Metrics(values));
        return Outcome.goesOn(StageStatus.DONE, new ModelTrained(run, StageStatus.DONE, candidate));
    }
}
