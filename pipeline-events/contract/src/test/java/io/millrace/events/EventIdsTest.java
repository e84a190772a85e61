package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventIdsTest {
    private static final RunRef RUN = Examples.RUN;
    private static final RunRef NEXT_ROUND = new RunRef(RUN.run(), 1, RUN.model(), RUN.version(), RUN.sequence());

    @Test
    void are_name_based_uuids_as_in_rfc_9562() {
        UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        assertThat(Hashes.uuid5(dns, "www.example.com")).hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void stay_what_they_were_published_as() {
        // Python: uuid.uuid5(uuid.UUID("6f1c9e0a-52f4-5a1e-9d4b-0d6a2c9b7e11"), "rrlqi3q46pnacha63aow2/0/…")
        assertThat(EventIds.outcome(RUN, Stage.BUILD)).isEqualTo("6bbdebe7-2703-55c8-a134-22a9cc5cf84e");
        assertThat(EventIds.serving(RUN)).isEqualTo("60a1ebda-fefe-560e-9349-d64cc745e0f4");
        assertThat(EventIds.ended(RUN)).isEqualTo("22fcde6e-87a9-53bb-8b06-9b37ebb8e952");
        assertThat(EventIds.alert(RUN, Stage.EVALUATE, "gate-missed"))
                .isEqualTo("0b213847-9cdf-524f-bdb5-6ff3cec4422c");
    }

    @Test
    void of_an_outcome_depend_on_run_round_and_stage_alone() {
        var sameButVersionUnknown =
                new RunRef(RUN.run(), 0, new ModelName("other"), Optional.empty(), new Sequence(9, 9));

        assertThat(EventIds.outcome(sameButVersionUnknown, Stage.BUILD)).isEqualTo(EventIds.outcome(RUN, Stage.BUILD));
        assertThat(EventIds.outcome(NEXT_ROUND, Stage.BUILD)).isNotEqualTo(EventIds.outcome(RUN, Stage.BUILD));
        assertThat(EventIds.outcome(RUN, Stage.TRAIN)).isNotEqualTo(EventIds.outcome(RUN, Stage.BUILD));
    }

    @Test
    void of_the_end_depend_on_run_and_round_alone() {
        assertThat(EventIds.ended(NEXT_ROUND)).isNotEqualTo(EventIds.ended(RUN));
    }

    @Test
    void of_progress_tell_attempts_states_and_marks_apart() {
        List<String> ids = new ArrayList<>();
        for (StageProgressed.State state : StageProgressed.State.values()) {
            for (int attempt = 0; attempt < 12; attempt++) {
                ids.add(EventIds.progress(RUN, Stage.TRAIN, attempt, state, ""));
                ids.add(EventIds.progress(RUN, Stage.TRAIN, attempt, state, "1"));
            }
        }

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void of_different_facts_about_one_run_differ() {
        String alert = EventIds.alert(RUN, Stage.DEPLOY, "unhealthy");

        assertThat(List.of(
                        EventIds.outcome(RUN, Stage.DEPLOY),
                        EventIds.serving(RUN),
                        EventIds.ended(RUN),
                        alert,
                        EventIds.alert(RUN, Stage.DEPLOY, "timeout"),
                        EventIds.resolved(alert),
                        EventIds.alertAfter("_unattributed/deploy/stage-away", ""),
                        EventIds.alertAfter("_unattributed/deploy/stage-away", alert),
                        EventIds.alertAfter("_unattributed/train/stage-away", ""),
                        EventIds.alert("millrace.model-trained", 3, 17),
                        EventIds.alert("millrace.model-trained", 31, 7)))
                .doesNotHaveDuplicates();
    }
}
