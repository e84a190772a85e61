package io.millrace.worker;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import io.millrace.events.Envelope;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandsOnARealBrokerTest {
    private final Pipeline pipeline = new Pipeline();

    @Inject
    ToyTraining toy;

    @AfterEach
    void close() {
        pipeline.close();
    }

    private void give(String id, Command command) {
        pipeline.publish(Envelope.first(id, URI.create("/somebody"), Instant.EPOCH, command));
    }

    private CommandAnswer answer(String id) {
        return await().until(() -> answers(id), found -> !found.isEmpty()).getFirst();
    }

    private List<CommandAnswer> answers(String id) {
        return pipeline.envelopes(Topic.COMMANDS).stream()
                .map(Envelope::event)
                .filter(CommandAnswer.class::isInstance)
                .map(CommandAnswer.class::cast)
                .filter(answer -> answer.command().equals(id))
                .toList();
    }

    @Test
    void a_cancel_stops_the_work_and_ends_the_run_without_an_alert() {
        RunRef run = run("stuck", 1);
        pipeline.publish(built(run));
        await().until(() -> !toy.attemptsOf(run).isEmpty());

        give("cancel-stuck", new RunCancel(run.run(), run.model(), Optional.of("wrong data")));

        assertThat(pipeline.first(Topic.RUN_ENDED, RunEnded.class, run.run()).result())
                .isEqualTo(RunEnded.Result.CANCELLED);
        assertThat(answer("cancel-stuck")).isInstanceOf(CommandAccepted.class);
        assertThat(toy.hasHalted(run)).isTrue();
        assertThat(pipeline.events(Topic.ALERTS, AlertRaised.class, run.run())).isEmpty();
    }

    @Test
    void a_cancel_lets_the_next_version_have_its_turn() {
        RunRef stuck = run("stuck-before", 1);
        RunRef next = run("stuck-before", 2);
        pipeline.publish(built(stuck));
        pipeline.publish(built(next));
        await().until(() -> !toy.attemptsOf(stuck).isEmpty());

        give("cancel-first", new RunCancel(stuck.run(), stuck.model(), Optional.empty()));

        await().until(() -> !toy.attemptsOf(next).isEmpty());
        assertThat(pipeline.events(Topic.RUN_ENDED, RunEnded.class, next.run())).isEmpty();
    }

    @Test
    void a_retry_begins_the_next_round_with_the_event_from_the_log() {
        RunRef run = run("second-round", 1);
        pipeline.publish(built(run));
        AlertRaised alert = pipeline.first(Topic.ALERTS, AlertRaised.class, run.run());
        pipeline.first(Topic.RUN_ENDED, RunEnded.class, run.run());

        give("retry-it", new RunRetry(run.run(), run.model(), Stage.TRAIN));

        assertThat(pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run())
                        .run()
                        .round())
                .isEqualTo(1);
        assertThat(answer("retry-it"))
                .isInstanceOfSatisfying(CommandAccepted.class, accepted -> assertThat(accepted.round())
                        .isEqualTo(1));
        assertThat(pipeline.first(Topic.ALERTS, AlertResolved.class, run.run()).alertId())
                .isEqualTo(alert.alertId());
    }

    @Test
    void a_retry_of_a_run_that_never_came_is_refused() {
        RunRef run = run("never-came", 1);

        give("retry-nothing", new RunRetry(run.run(), run.model(), Stage.TRAIN));

        assertThat(answer("retry-nothing")).isInstanceOf(CommandRejected.class);
    }
}
