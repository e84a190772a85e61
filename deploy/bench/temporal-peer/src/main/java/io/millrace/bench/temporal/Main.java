package io.millrace.bench.temporal;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * Says {@code ready}; then each line that comes in is the id of a workflow to start, and is said again when that has
 * ended. Ends when no more can come. Server, worker and client are this one process.
 */
final class Main {
    private static final String QUEUE = "bench";
    private static final String PAYLOAD = "x".repeat(1024);

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        var options =
                TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build();
        try (var environment = TestWorkflowEnvironment.newInstance(options);
                var starters = Executors.newVirtualThreadPerTaskExecutor();
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            var worker = environment.newWorker(QUEUE);
            worker.registerWorkflowImplementationTypes(FiveStages.Flow.class);
            worker.registerActivitiesImplementations((FiveStages.Stage) payload -> payload);
            environment.start();
            say("ready");
            WorkflowClient client = environment.getWorkflowClient();
            lines.lines().forEach(id -> starters.execute(() -> run(client, id)));
        }
        System.exit(0); // Temporal leaves threads behind
    }

    private static void run(WorkflowClient client, String id) {
        FiveStages flow = client.newWorkflowStub(
                FiveStages.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(id)
                        .setTaskQueue(QUEUE)
                        .build());
        flow.run(PAYLOAD);
        say(id);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }
}
