package io.millrace.deployer.servers;

import io.millrace.events.PipelineSpec.Deploy;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import io.millrace.workloads.WorkloadRequest;
import java.util.Map;

/**
 * The workload that serves a version. A pure function of what the log says about the version, so that every start asks
 * for the same one.
 *
 * <p>A server that is started again keeps its name: what ended under the name is concluded first, which frees it. So
 * the name in {@link ServingChanged} is true for as long as the version serves, and after a crash at any moment there
 * is one name to look under. A name is {@code deploy-<run>-<round>-<attempt>}, at most 45 characters of {@code
 * [a-z0-9-]}; its attempt is the stage's, and restarts do not count as attempts.
 */
final class ServerWorkload {
    private ServerWorkload() {}

    static WorkloadRequest of(ServingChanged version) {
        Deploy deploy = deploy(version);
        return new WorkloadRequest(
                version.run(),
                Stage.DEPLOY,
                attempt(version.workload()),
                version.candidate()
                        .image()
                        .orElseThrow(() -> new IllegalStateException(version.workload() + " has no image to run")),
                deploy.command(),
                Map.of(),
                deploy.env(),
                deploy.resources(),
                version.candidate().artifact(),
                new WorkloadRequest.Kind.Server(deploy.health(), deploy.startTimeout()));
    }

    /** For people: {@code serving 'python3 serve.py'}. */
    static String title(ServingChanged version) {
        return "serving '" + String.join(" ", deploy(version).command()) + "'";
    }

    static Deploy deploy(ServingChanged version) {
        return version.candidate()
                .spec()
                .deploy()
                .orElseThrow(() -> new IllegalStateException(version.workload() + " has no command to serve with"));
    }

    private static int attempt(String workload) {
        return Integer.parseInt(workload.substring(workload.lastIndexOf('-') + 1));
    }
}
