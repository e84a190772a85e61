package io.millrace.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.chaos.Wishes.Asked;
import io.millrace.events.CommandAccepted;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WishesTest {
    private static final RunRef RUN = World.ref(1);
    private static final PipelineEvent BUILT = World.outcome(1, Stage.BUILD);
    private static final PipelineEvent FAILED = ended(RUN, Result.FAILED);
    private static final PipelineEvent DEPLOYED = ended(RUN, Result.DEPLOYED);

    @Test
    void a_cancel_is_asked_for_once_the_image_is_built() {
        Wishes wishes = wishes(Wish.CANCEL);

        assertThat(wishes.on(BUILT))
                .containsExactly(new Asked("event-1-RUN_CANCEL", new RunCancel(RUN.run(), RUN.model(), reason())));
        assertThat(wishes.on(DEPLOYED)).isEmpty();
    }

    @Test
    void a_retry_is_asked_for_once_the_run_has_failed() {
        Wishes wishes = wishes(Wish.RETRY);

        assertThat(wishes.on(BUILT)).isEmpty();
        assertThat(wishes.on(FAILED))
                .containsExactly(new Asked("event-1-RUN_RETRY", new RunRetry(RUN.run(), RUN.model(), Stage.TRAIN)));
    }

    @Test
    void a_retry_and_its_cancel_are_asked_for_one_after_the_other() {
        Wishes wishes = wishes(Wish.RETRY_AND_CANCEL);

        assertThat(wishes.on(BUILT)).isEmpty();
        assertThat(wishes.on(FAILED))
                .containsExactly(
                        new Asked("event-1-RUN_RETRY", new RunRetry(RUN.run(), RUN.model(), Stage.TRAIN)),
                        new Asked("event-1-RUN_CANCEL", new RunCancel(RUN.run(), RUN.model(), reason())));
    }

    @Test
    void a_retry_is_cancelled_once_its_round_has_begun() {
        Wishes wishes = wishes(Wish.RETRY_THEN_CANCEL);
        var begun = new CommandAccepted("event-1-RUN_RETRY", RUN.run(), RUN.model(), 1, Stage.TRAIN, "round 1 began");

        assertThat(wishes.on(FAILED))
                .containsExactly(new Asked("event-1-RUN_RETRY", new RunRetry(RUN.run(), RUN.model(), Stage.TRAIN)));
        assertThat(wishes.on(begun))
                .containsExactly(new Asked("event-1-RUN_CANCEL", new RunCancel(RUN.run(), RUN.model(), reason())));
    }

    @Test
    void a_removal_is_asked_for_once_the_run_is_deployed() {
        assertThat(wishes(Wish.REMOVE).on(DEPLOYED))
                .containsExactly(
                        new Asked("event-1-DEPLOYMENT_REMOVE", new DeploymentRemove(RUN.run(), RUN.model(), reason())));
    }

    @Test
    void a_rollback_is_asked_for_to_what_served_before() {
        RunRef before = World.ref(0);

        assertThat(wishes(Wish.ROLLBACK).on(World.serving(1, 2, World.workload(0))))
                .containsExactly(new Asked(
                        "event-1-DEPLOYMENT_ROLLBACK", new DeploymentRollback(before.run(), RUN.model(), reason())));
    }

    @Test
    void a_rollback_is_not_asked_for_where_nothing_served_before() {
        assertThat(wishes(Wish.ROLLBACK).on(World.serving(1, 1))).isEmpty();
    }

    @Test
    void the_same_is_asked_for_once_whatever_is_read_twice() {
        Wishes wishes = wishes(Wish.CANCEL);
        wishes.on(BUILT);

        assertThat(wishes.on(BUILT)).isEmpty();
        assertThat(wishes.asked()).containsOnlyKeys("event-1-RUN_CANCEL");
    }

    @Test
    void nothing_is_asked_for_on_account_of_a_later_round_or_of_another_run() {
        assertThat(wishes(Wish.REMOVE).on(ended(World.ref(1, 1), Result.DEPLOYED)))
                .isEmpty();
        assertThat(wishes(Wish.CANCEL).on(World.outcome(0, Stage.BUILD))).isEmpty();
        assertThat(wishes(Wish.NOTHING).on(BUILT)).isEmpty();
    }

    private static Wishes wishes(Wish wish) {
        return new Wishes(Map.of(RUN.run(), new Planned(0, "v1", World.id(1), Fate.GOOD, 1, wish)));
    }

    private static RunEnded ended(RunRef run, Result result) {
        return new RunEnded(run, result, Stage.DEPLOY, Optional.empty());
    }

    private static Optional<String> reason() {
        return Optional.of("the campaign's plan");
    }
}
