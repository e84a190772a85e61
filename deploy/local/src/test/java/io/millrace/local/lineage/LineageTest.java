package io.millrace.local.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Candidate;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.Metrics;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Source;
import io.millrace.events.StageStatus;
import io.millrace.events.Version;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LineageTest {
    private static final ModelName DIGITS = new ModelName("digits");
    private static final URI REGISTRY = URI.create("/registry");

    private final List<Recorded> log = new ArrayList<>();

    private static RunRef run(int n) {
        return new RunRef(
                RunId.of(REGISTRY, "registration-" + n),
                0,
                DIGITS,
                Optional.of(new Version("v" + n)),
                new Sequence(0, n));
    }

    private void says(String id, PipelineEvent event) {
        Instant at = Instant.EPOCH.plusSeconds(log.size());
        log.add(new Recorded("topic", 3, log.size(), Envelope.first(id, REGISTRY, at, event)));
    }

    private void registered(int n) {
        var source = new Source.Git("https://git.example.com/digits.git", Optional.of("main"), Optional.empty());
        says("registration-" + n, new ModelRegistered(DIGITS, Optional.empty(), source, Optional.empty()));
        says("built-" + n, new ImageBuilt(run(n), StageStatus.DONE, candidate(), Optional.of("9f2c1e7")));
    }

    private void deployed(int n, long generation) {
        says(
                "deployed-" + generation,
                new ModelDeployed(
                        run(n), StageStatus.DONE, candidate(), Optional.of(generation), Optional.of(REGISTRY)));
    }

    private static Candidate candidate() {
        var spec = new PipelineSpec(
                DIGITS,
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of("**")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Candidate(spec, Optional.empty(), Optional.empty(), Metrics.NONE);
    }

    private List<String> told(List<Recorded> events) {
        return events.stream().map(recorded -> Story.of(recorded.event())).toList();
    }

    @Test
    void a_version_is_told_from_its_source_to_its_deployment() {
        registered(1);
        registered(2);
        deployed(1, 1);

        Lineage lineage = Lineage.find(log, "v1").orElseThrow();

        assertThat(told(lineage.events()))
                .containsExactly(
                        "https://git.example.com/digits.git at main", "commit 9f2c1e7", "generation 1; /registry");
        assertThat(lineage.after()).isEmpty();
    }

    @Test
    void what_took_its_place_is_told_each_time() {
        registered(1);
        deployed(1, 1);
        deployed(2, 2);
        says("back", new DeploymentRollback(run(1).run(), DIGITS, Optional.of("slow")));
        deployed(1, 3);
        deployed(3, 4);

        Lineage lineage = Lineage.find(log, "v1").orElseThrow();

        assertThat(told(lineage.events())).contains("rollback to it; slow");
        assertThat(lineage.after()).extracting(Recorded::place).containsExactly("topic-3@3", "topic-3@6");
    }

    @Test
    void of_two_runs_of_one_version_the_later_is_meant_and_an_id_means_its_run() {
        registered(1);
        var again =
                new RunRef(RunId.of(REGISTRY, "again"), 0, DIGITS, Optional.of(new Version("v1")), new Sequence(0, 9));
        says("built-again", new ImageBuilt(again, StageStatus.DONE, candidate(), Optional.empty()));

        assertThat(Lineage.find(log, "v1").orElseThrow().run()).isEqualTo(again.run());
        assertThat(Lineage.find(log, run(1).run().value()).orElseThrow().run()).isEqualTo(run(1).run());
    }

    @Test
    void a_version_that_nobody_registered_has_none() {
        registered(1);

        assertThat(Lineage.find(log, "v2")).isEmpty();
    }
}
