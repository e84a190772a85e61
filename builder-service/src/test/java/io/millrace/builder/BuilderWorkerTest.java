package io.millrace.builder;

import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.builder.source.Images;
import io.millrace.builder.source.Sources;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunRef;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.Version;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Reporter;
import io.millrace.worker.Task;
import io.millrace.worker.testing.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BuilderWorkerTest {
    private static final String SPEC =
            """
            apiVersion: millrace.io/v1
            kind: ModelPipeline
            model: digits
            build: {include: [train.py]}
            train: {command: [python3, train.py], parameters: {epochs: 30, rate: 0.1}}
            """;
    private static final String URL = "https://git.example.org/digits.git";

    @TempDir
    Path home;

    private final List<String> told = new ArrayList<>();
    private final List<Images.Content> made = new ArrayList<>();

    @Test
    void answers_with_the_image_of_what_is_registered() throws InterruptedException {
        RunRef run = run("digits", 1);

        ImageBuilt built = built(run, registered(git(Optional.empty()), Map.of()), commit(SPEC));

        assertThat(built.run()).isEqualTo(run);
        assertThat(built.commit()).contains(MemoryCommit.ID);
        assertThat(built.candidate().image()).contains(Samples.IMAGE);
        assertThat(made).singleElement().satisfies(content -> {
            assertThat(content.base()).isEqualTo("scratch");
            assertThat(content.files()).extracting(file -> file.path()).containsExactly("train.py");
        });
        assertThat(told).containsExactly("fetching main of " + URL, "building the image: 1 file, 8 bytes");
    }

    @Test
    void names_a_version_after_its_commit_when_nobody_named_it() throws InterruptedException {
        RunRef unnamed = new RunRef(
                run("digits", 1).run(),
                0,
                new ModelName("digits"),
                Optional.empty(),
                run("digits", 1).sequence());

        ImageBuilt built = built(unnamed, registered(git(Optional.empty()), Map.of()), commit(SPEC));

        assertThat(built.run().version()).contains(new Version("0123456789ab"));
    }

    @Test
    void puts_the_registrations_parameters_over_those_of_the_spec() throws InterruptedException {
        ImageBuilt built =
                built(run("digits", 1), registered(git(Optional.empty()), Map.of("epochs", 3)), commit(SPEC));

        assertThat(built.candidate().spec().train().orElseThrow().parameters())
                .isEqualTo(Map.of("epochs", 3, "rate", 0.1));
    }

    @Test
    void tells_every_mistake_of_a_spec_with_its_place() throws InterruptedException {
        String typo = SPEC.replace("train: {", "tran: {").replace("digits", "Digits");

        Failure failure = failure(commit(typo));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.USER_ERROR);
        assertThat(failure.code()).isEqualTo("spec-invalid");
        assertThat(failure.summary())
                .contains("'millrace.yaml' has 2 mistakes: line 3, column 8: model: 'Digits' is not a model name")
                .contains("line 5, column 1: tran: unknown key; did you mean 'train'?");
        assertThat(failure.evidence().orElseThrow()).contains("millrace.yaml:5:1: tran: unknown key");
    }

    @Test
    void refuses_the_spec_of_another_model() throws InterruptedException {
        Failure failure = failure(commit(SPEC.replace("digits", "letters")));

        assertThat(failure.code()).isEqualTo("model-mismatch");
        assertThat(failure.summary()).contains("letters", "digits");
    }

    @Test
    void says_where_a_spec_is_missing() throws InterruptedException {
        Failure failure = failure(MemoryCommit.of(Map.of("train.py", "print(1)")));

        assertThat(failure.code()).isEqualTo("spec-missing");
        assertThat(failure.summary()).contains("'millrace.yaml'", MemoryCommit.ID);
    }

    @Test
    void leaves_nothing_in_its_workspace() throws InterruptedException {
        built(run("digits", 1), registered(git(Optional.empty()), Map.of()), commit(SPEC));

        assertThat(home.resolve("cache/builds")).isEmptyDirectory();
    }

    @Test
    void refuses_a_source_that_it_does_not_know_before_any_work() {
        assertThat(refusal(new Source.Unknown("archive")).code()).isEqualTo("unsupported-source");
    }

    @Test
    void refuses_a_bad_address_and_a_bad_path_before_any_work() {
        assertThat(refusal(new Source.Git("file:///etc", Optional.empty(), Optional.empty()))
                        .code())
                .isEqualTo("git-url-refused");
        assertThat(refusal(git(Optional.of("../.."))).code()).isEqualTo("source-path-refused");
    }

    @Test
    void plans_work_for_a_registration() {
        Plan plan = worker(commit(SPEC)).plan(registered(git(Optional.empty()), Map.of()), run("digits", 1));

        assertThat(plan).isEqualTo(new Plan.Work(3));
    }

    @Test
    void passes_over_what_is_no_registration() {
        var other = Samples.built(run("digits", 1)).event();

        assertThat(worker(commit(SPEC)).plan(other, run("digits", 1))).isEqualTo(new Plan.Pass());
    }

    private Failure refusal(Source source) {
        var plan = (Plan.Answer) worker(commit(SPEC)).plan(registered(source, Map.of()), run("digits", 1));
        return ((Outcome.Failed) plan.outcome()).failure();
    }

    private Failure failure(MemoryCommit commit) throws InterruptedException {
        var registered = registered(git(Optional.empty()), Map.of());
        return ((Outcome.Failed) perform(run("digits", 1), registered, commit)).failure();
    }

    private ImageBuilt built(RunRef run, ModelRegistered registered, MemoryCommit commit) throws InterruptedException {
        var answered = (Outcome.Answered) perform(run, registered, commit);
        return (ImageBuilt) answered.events().getFirst();
    }

    private Outcome perform(RunRef run, ModelRegistered registered, MemoryCommit commit) throws InterruptedException {
        Envelope envelope = Samples.envelope(run, Stage.BUILD, registered);
        return worker(commit).perform(new Task(run, 1, envelope), new Reporter() {
            @Override
            public void message(String text) {
                told.add(text);
            }

            @Override
            public void metric(String name, double value, Optional<Long> step) {}
        });
    }

    private BuilderWorker worker(MemoryCommit commit) {
        Sources sources = (url, revision, folder) -> commit;
        Images images = (content, from, folder) -> {
            made.add(content);
            return Samples.IMAGE;
        };
        return new BuilderWorker(sources, images, Settings.builder(Map.of()), () -> home);
    }

    private static MemoryCommit commit(String spec) {
        return MemoryCommit.of(Map.of("millrace.yaml", spec, "train.py", "print(1)", "notes.txt", "x"));
    }

    private static Source git(Optional<String> path) {
        return new Source.Git(URL, Optional.of("main"), path);
    }

    private static ModelRegistered registered(Source source, Map<String, Object> parameters) {
        return new ModelRegistered(new ModelName("digits"), Optional.empty(), source, Optional.of(parameters));
    }
}
