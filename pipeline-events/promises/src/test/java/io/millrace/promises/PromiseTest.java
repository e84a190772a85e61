package io.millrace.promises;

import static io.millrace.promises.Told.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.promises.History.End;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PromiseTest {
    private static final RunRef FIRST = run(1);
    private static final RunRef AGAIN = new RunRef(FIRST.run(), 1, FIRST.model(), FIRST.version(), FIRST.sequence());
    private static final RunRef SECOND = run(2);
    private static final RunRef THIRD = run(3);

    private static void broken(Promise promise, Told told) {
        assertThat(Promise.judge(told.history())).extracting(Breach::promise).containsOnly(promise);
    }

    private static void kept(Told told) {
        assertThat(Promise.judge(told.history())).isEmpty();
    }

    private static Told failed() {
        return new Told().worked(FIRST, 1, End.FAILED).raised(FIRST, "alert");
    }

    @Test
    void a_run_that_fails_and_one_that_mends_it_keep_all() {
        kept(failed().ended(FIRST, Result.FAILED, Optional.of("alert"))
                .believed(FIRST, Result.FAILED)
                .worked(SECOND, 1, End.DONE)
                .trained(SECOND, 0.1)
                .resolved(SECOND, "alert"));
    }

    @Test
    void an_event_that_comes_twice_and_an_attempt_after_a_lost_one_keep_all() {
        kept(new Told()
                .worked(FIRST, 1, End.LOST)
                .worked(FIRST, 2, End.DONE)
                .trained(FIRST, 0.1)
                .trained(FIRST, 0.1));
    }

    @Test
    void an_attempt_after_one_that_failed_in_a_way_that_may_pass_keeps_all() {
        kept(new Told()
                .worked(FIRST, 1, End.FAILED_FOR_NOW)
                .worked(FIRST, 2, End.DONE)
                .trained(FIRST, 0.1));
    }

    @Test
    void progress_that_is_told_again_in_other_words_keeps_all() {
        kept(new Told().progressed(FIRST, "at it").progressed(FIRST, "still at it"));
    }

    @Test
    void an_alert_stands_while_newer_versions_are_rejected_too() {
        kept(new Told()
                .raised(FIRST, "alert")
                .trained(FIRST, 0.8)
                .ended(FIRST, Result.REJECTED, Optional.of("alert"))
                .raised(SECOND, "another")
                .trained(SECOND, 0.9)
                .ended(SECOND, Result.REJECTED, Optional.of("another")));
    }

    @Test
    void an_alert_about_an_older_version_that_was_tried_again_stands_though_a_newer_one_was_good_before() {
        kept(triedAgain(failed()));
    }

    @Test
    void so_it_does_where_it_is_not_known_when_events_came() {
        kept(triedAgain(new Told().untimed().worked(FIRST, 1, End.FAILED).raised(FIRST, "alert")));
    }

    private static Told triedAgain(Told failed) {
        RunRef again = new RunRef(FIRST.run(), 1, FIRST.model(), FIRST.version(), FIRST.sequence());
        return failed.ended(FIRST, Result.FAILED, Optional.of("alert"))
                .believed(FIRST, Result.FAILED)
                .worked(SECOND, 1, End.DONE)
                .trained(SECOND, 0.1)
                .resolved(SECOND, "alert")
                .worked(again, 1, End.FAILED)
                .raised(again, "another")
                .ended(again, Result.FAILED, Optional.of("another"));
    }

    @Test
    void a_run_without_an_end_is_lost() {
        var history = new Told().trained(FIRST, 0.1).history();
        var further = new History(
                io.millrace.events.Stage.DEPLOY, history.log(), history.works(), history.beliefs(), history.left());

        assertThat(Promise.judge(further)).extracting(Breach::promise).containsOnly(Promise.NOTHING_IS_LOST);
    }

    @Test
    void a_run_that_is_cancelled_and_goes_on_has_two_ends() {
        broken(Promise.ONE_END, new Told().trained(FIRST, 0.1).ended(FIRST, Result.CANCELLED, Optional.empty()));
    }

    @Test
    void an_event_that_says_two_things_is_two_truths() {
        broken(Promise.ONE_TRUTH, new Told().trained(FIRST, 0.1).trained(FIRST, 0.2));
    }

    @Test
    void an_event_under_an_id_of_progress_is_two_truths() {
        broken(Promise.ONE_TRUTH, new Told().progressed(FIRST, "at it").trained(FIRST, 0.1));
    }

    @Test
    void a_stage_that_believes_something_else_is_a_second_truth() {
        broken(Promise.ONE_TRUTH, new Told().trained(FIRST, 0.1).believed(FIRST, Result.FAILED));
    }

    @Test
    void work_that_is_started_again_is_done_twice() {
        broken(
                Promise.WORK_IS_DONE_ONCE,
                new Told().worked(FIRST, 1, End.DONE).worked(FIRST, 1, End.DONE).trained(FIRST, 0.1));
    }

    @Test
    void an_attempt_after_a_good_one_has_no_cause() {
        broken(
                Promise.WORK_IS_DONE_ONCE,
                new Told().worked(FIRST, 1, End.DONE).worked(FIRST, 2, End.DONE).trained(FIRST, 0.1));
    }

    @Test
    void an_attempt_after_one_that_failed_for_good_has_no_cause() {
        broken(
                Promise.WORK_IS_DONE_ONCE,
                new Told()
                        .worked(FIRST, 1, End.FAILED)
                        .worked(FIRST, 2, End.DONE)
                        .trained(FIRST, 0.1));
    }

    @Test
    void a_run_that_does_not_go_by_the_place_of_its_registration_is_disorder() {
        broken(Promise.ORDER_IS_KEPT, new Told().registered(2).trained(SECOND, 0.1));
    }

    @Test
    void work_on_an_older_version_that_starts_after_that_on_a_newer_one_is_disorder() {
        broken(Promise.ORDER_IS_KEPT, new Told().worked(SECOND, 1, End.DONE).worked(FIRST, 1, End.DONE));
    }

    @Test
    void work_on_two_versions_at_once_is_disorder() {
        broken(Promise.ORDER_IS_KEPT, new Told().working(FIRST).working(SECOND));
    }

    @Test
    void every_version_that_comes_after_a_newer_one_is_told_of() {
        var history = new Told()
                .trained(THIRD, 0.1)
                .trained(FIRST, 0.1)
                .trained(SECOND, 0.1)
                .history();

        assertThat(Promise.ORDER_IS_KEPT.breaches(history)).hasSize(2);
    }

    @Test
    void an_older_version_that_serves_after_a_newer_one_is_a_step_back() {
        broken(
                Promise.SERVING_NEVER_GOES_BACK,
                new Told()
                        .trained(FIRST, 0.1)
                        .trained(SECOND, 0.1)
                        .serves(SECOND, 1)
                        .serves(FIRST, 2));
    }

    @Test
    void an_older_version_that_somebody_wanted_back_is_no_step_back() {
        kept(goneBack());
    }

    @Test
    void one_between_that_comes_by_itself_after_going_back_is() {
        broken(Promise.SERVING_NEVER_GOES_BACK, goneBack().serves(SECOND, 4));
    }

    /** From the third version to the first. */
    private static Told goneBack() {
        return new Told()
                .trained(FIRST, 0.1)
                .trained(SECOND, 0.1)
                .trained(THIRD, 0.1)
                .serves(FIRST, 1)
                .serves(THIRD, 2)
                .servesAgain(FIRST, 3, THIRD);
    }

    @Test
    void a_generation_that_does_not_grow_is_a_step_back() {
        broken(
                Promise.SERVING_NEVER_GOES_BACK,
                new Told()
                        .trained(FIRST, 0.1)
                        .trained(SECOND, 0.1)
                        .serves(FIRST, 1)
                        .serves(SECOND, 1));
    }

    @Test
    void a_late_copy_of_an_earlier_generation_is_a_step_back_for_whoever_reads_the_compacted_topic() {
        broken(Promise.SERVING_NEVER_GOES_BACK, taken().serves(FIRST, 1));
    }

    @Test
    void a_late_copy_that_was_put_right_is_none() {
        kept(taken().serves(FIRST, 1).serves(SECOND, 2));
    }

    /** From the first version to the second. */
    private static Told taken() {
        return new Told()
                .trained(FIRST, 0.1)
                .trained(SECOND, 0.1)
                .serves(FIRST, 1)
                .serves(SECOND, 2);
    }

    @Test
    void an_older_version_that_comes_after_a_newer_one_is_disorder() {
        broken(Promise.ORDER_IS_KEPT, new Told().trained(SECOND, 0.1).trained(FIRST, 0.1));
    }

    @Test
    void work_that_starts_after_its_cancel_was_accepted_is_undead() {
        broken(
                Promise.A_CANCEL_IS_A_FENCE,
                new Told()
                        .cancel(FIRST)
                        .accepted(FIRST)
                        .ended(FIRST, Result.CANCELLED, Optional.empty())
                        .worked(FIRST, 1, End.HALTED));
    }

    @Test
    void work_of_an_earlier_round_at_the_stage_that_accepted_the_cancel_is_undead_too() {
        broken(Promise.A_CANCEL_IS_A_FENCE, cancelledInItsSecondRoundAt(Stage.TRAIN));
    }

    /** It learns later that the earlier round is over. */
    @Test
    void work_of_an_earlier_round_at_another_stage_is_not() {
        kept(cancelledInItsSecondRoundAt(Stage.BUILD));
    }

    private static Told cancelledInItsSecondRoundAt(Stage stage) {
        return new Told()
                .cancel(AGAIN)
                .accepted(AGAIN, stage)
                .ended(AGAIN, Result.CANCELLED, Optional.empty())
                .worked(FIRST, 1, End.HALTED)
                .ended(FIRST, Result.CANCELLED, Optional.empty());
    }

    @Test
    void work_that_starts_after_a_cancel_was_told_that_it_is_over_is_undead() {
        broken(
                Promise.A_CANCEL_IS_A_FENCE,
                new Told()
                        .retry(AGAIN)
                        .cancel(AGAIN)
                        .rejected(AGAIN)
                        .retried(AGAIN)
                        .worked(AGAIN, 1, End.DONE)
                        .trained(AGAIN, 0.1));
    }

    @Test
    void work_of_a_round_that_was_asked_for_after_the_cancel_is_not() {
        kept(new Told()
                .cancel(AGAIN)
                .rejected(AGAIN)
                .retry(AGAIN)
                .retried(AGAIN)
                .worked(AGAIN, 1, End.DONE)
                .trained(AGAIN, 0.1));
    }

    @Test
    void nobody_is_accused_of_starting_cancelled_work_who_may_have_started_it_before() {
        kept(new Told()
                .untimed()
                .cancel(FIRST)
                .accepted(FIRST)
                .ended(FIRST, Result.CANCELLED, Optional.empty())
                .worked(FIRST, 1, End.HALTED));
    }

    @Test
    void a_command_without_an_answer_is_open() {
        broken(Promise.ONE_ANSWER, new Told().cancel(FIRST).ended(FIRST, Result.CANCELLED, Optional.empty()));
    }

    @Test
    void a_command_with_two_kinds_of_answer_has_none() {
        broken(
                Promise.ONE_ANSWER,
                new Told()
                        .cancel(FIRST)
                        .accepted(FIRST)
                        .rejected(FIRST)
                        .ended(FIRST, Result.CANCELLED, Optional.empty()));
    }

    @Test
    void a_failure_that_names_no_alert_is_told_to_nobody() {
        broken(Promise.ONE_ALERT, new Told().ended(FIRST, Result.FAILED, Optional.empty()));
    }

    @Test
    void a_rejection_that_names_no_alert_is_told_to_nobody() {
        broken(Promise.ONE_ALERT, new Told().ended(FIRST, Result.REJECTED, Optional.empty()));
    }

    @Test
    void a_failure_whose_alert_never_came_is_told_to_nobody() {
        broken(Promise.ONE_ALERT, new Told().ended(FIRST, Result.FAILED, Optional.of("alert")));
    }

    @Test
    void a_failure_that_names_the_alert_of_another_run_has_none_of_its_own() {
        broken(
                Promise.ONE_ALERT,
                new Told()
                        .raised(SECOND, "alert")
                        .resolved(SECOND, "alert")
                        .ended(FIRST, Result.FAILED, Optional.of("alert")));
    }

    @Test
    void an_alert_that_comes_after_the_end_is_late() {
        broken(
                Promise.ONE_ALERT,
                new Told().ended(FIRST, Result.FAILED, Optional.of("alert")).raised(FIRST, "alert"));
    }

    @Test
    void an_alert_that_a_newer_version_mended_must_not_stand() {
        broken(
                Promise.ALERTS_ARE_RESOLVED,
                failed().ended(FIRST, Result.FAILED, Optional.of("alert")).trained(SECOND, 0.1));
    }

    @Test
    void what_is_left_is_left() {
        broken(Promise.NOTHING_IS_LEFT, new Told().left("workload"));
    }
}
