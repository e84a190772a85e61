package io.millrace.deployer.servers;

import static io.millrace.deployer.Versions.ARTIFACT;
import static io.millrace.deployer.Versions.DEPLOY;
import static io.millrace.deployer.Versions.IMAGE;
import static io.millrace.deployer.Versions.run;
import static io.millrace.deployer.Versions.serving;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Stage;
import io.millrace.workloads.WorkloadRequest;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ServerWorkloadTest {

    @Test
    void asks_for_what_the_spec_says_with_the_trained_model_as_input() {
        WorkloadRequest request = ServerWorkload.of(serving(3));

        assertThat(request)
                .isEqualTo(new WorkloadRequest(
                        run(3),
                        Stage.DEPLOY,
                        1,
                        IMAGE,
                        DEPLOY.command(),
                        Map.of(),
                        DEPLOY.env(),
                        DEPLOY.resources(),
                        ARTIFACT,
                        new WorkloadRequest.Kind.Server("/healthz", DEPLOY.startTimeout())));
    }

    @Test
    void goes_by_the_name_that_the_log_says() {
        assertThat(ServerWorkload.of(serving(3)).name()).isEqualTo(serving(3).workload());
    }
}
