package io.millrace.monitor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Stage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AnswersTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Trip TRIP = Trip.of("digits", 1);

    private final Answers answers = new Answers();

    private static CommandAnswer answer(String command, String message) {
        return new CommandAccepted(command, TRIP.id(), TRIP.run().model(), 0, Stage.TRAIN, message);
    }

    @Test
    void who_waits_gets_the_first_answer_to_the_command() {
        var awaited = answers.await("one", LONG);
        answers.on(answer("another", "stopped"));
        assertThat(awaited).isNotDone();

        answers.on(answer("one", "stopped"));
        answers.on(answer("one", "stopped again"));

        assertThat(awaited).isCompletedWithValue(Optional.of(answer("one", "stopped")));
    }

    @Test
    void who_waits_in_vain_is_told_so() {
        assertThat(answers.await("one", Duration.ofMillis(1)).join()).isEmpty();
    }
}
