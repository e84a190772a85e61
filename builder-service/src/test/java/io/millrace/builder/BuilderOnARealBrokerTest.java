package io.millrace.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.builder.git.Repo;
import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.Source;
import io.millrace.events.StageProgressed;
import io.millrace.events.Topic;
import io.millrace.events.Version;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.millrace.worker.testing.Samples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class BuilderOnARealBrokerTest {
    private static final String SPEC =
            """
            apiVersion: millrace.io/v1
            kind: ModelPipeline
            model: %s
            train: {command: [python3, train.py]}
            """;

    @TempDir
    Path temp;

    @Inject
    HomeConfig home;

    private final Pipeline pipeline = new Pipeline();

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void builds_what_is_registered() throws Exception {
        String commit = committed("digits", SPEC.formatted("digits"));

        RunId run = register("digits");

        ImageBuilt built = pipeline.first(Topic.IMAGE_BUILT, ImageBuilt.class, run);
        assertThat(built.commit()).contains(commit);
        assertThat(built.run().version()).contains(new Version(commit.substring(0, 12)));
        assertThat(home.home().resolve("images"))
                .isDirectoryContaining(image -> image.endsWith(
                        built.candidate().image().orElseThrow().digest().hex() + ".tar"));
    }

    @Test
    void builds_the_same_commit_to_the_same_image_and_each_registration_once() throws Exception {
        committed("same", SPEC.formatted("same"));

        Envelope registration = registration("same", "first");
        pipeline.publish(registration);
        pipeline.publish(registration);
        RunId second = register("same");

        ImageBuilt again = pipeline.first(Topic.IMAGE_BUILT, ImageBuilt.class, second);
        assertThat(pipeline.events(Topic.IMAGE_BUILT, ImageBuilt.class, RunId.of(Samples.TEST, registration.id())))
                .singleElement()
                .extracting(built -> built.candidate().image())
                .isEqualTo(again.candidate().image());
    }

    @Test
    void ends_the_run_of_a_spec_with_a_typo_with_one_alert_that_tells_where_it_is() throws Exception {
        committed("typo", SPEC.formatted("typo").replace("train: {", "tran: {"));

        RunId run = register("typo");

        RunEnded ended = pipeline.first(Topic.RUN_ENDED, RunEnded.class, run);
        assertThat(ended.result()).isEqualTo(RunEnded.Result.FAILED);
        assertThat(pipeline.events(Topic.ALERTS, AlertRaised.class, run))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.failure().code()).isEqualTo("spec-invalid");
                    assertThat(alert.failure().summary())
                            .contains("line 4, column 1: tran: unknown key; did you mean 'train'?");
                });
        assertThat(pipeline.events(Topic.IMAGE_BUILT, ImageBuilt.class, run)).isEmpty();
    }

    @Test
    void tells_what_it_is_doing() throws Exception {
        committed("told", SPEC.formatted("told"));

        RunId run = register("told");

        pipeline.first(Topic.IMAGE_BUILT, ImageBuilt.class, run);
        assertThat(pipeline.events(Topic.PROGRESS, StageProgressed.class, run))
                .flatExtracting(progress -> progress.message().stream().toList())
                .anySatisfy(message -> assertThat(message).startsWith("fetching the default branch of file:///"));
    }

    private String committed(String model, String spec) throws Exception {
        try (var repo = new Repo(temp.resolve(model))) {
            return repo.write("millrace.yaml", spec)
                    .write("train.py", "print(1)")
                    .commit("First");
        }
    }

    private RunId register(String model) {
        Envelope registration = registration(model, "another");
        pipeline.publish(registration);
        return RunId.of(Samples.TEST, registration.id());
    }

    private Envelope registration(String model, String id) {
        var source = new Source.Git(temp.resolve(model).toUri().toString(), Optional.empty(), Optional.empty());
        var registered = new ModelRegistered(new ModelName(model), Optional.empty(), source, Optional.empty());
        return Envelope.first(model + "-" + id, Samples.TEST, Instant.EPOCH, registered);
    }
}
