package io.millrace.bench.temporal;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/** A workflow of five activities, one after the other, through which a payload goes. */
@WorkflowInterface
public interface FiveStages {

    @WorkflowMethod
    String run(String payload);

    /** A stage that does nothing. */
    @ActivityInterface
    interface Stage {
        String perform(String payload);
    }

    /** What the workflow is. */
    final class Flow implements FiveStages {
        private static final int STAGES = 5;

        private final Stage stage = Workflow.newActivityStub(
                Stage.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                        .build());

        @Override
        public String run(String payload) {
            String passed = payload;
            for (int i = 0; i < STAGES; i++) {
                passed = stage.perform(passed);
            }
            return passed;
        }
    }
}
