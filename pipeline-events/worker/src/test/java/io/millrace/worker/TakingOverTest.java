package io.millrace.worker;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.RunRef;
import io.millrace.worker.run.Admission;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.OpenAlert;
import io.millrace.worker.run.Origin;
import io.millrace.worker.run.Rules;
import io.millrace.worker.run.StageCore;
import io.millrace.worker.run.Step;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** One partition, and two owners one after the other, on a real broker. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class TakingOverTest {
    private static final Instant NINE = Instant.parse("2026-01-01T09:00:00Z");

    @Inject
    Journal journal;

    @Inject
    StageWork toy;

    @Inject
    Placement placement;

    @Inject
    Dispatcher dispatcher;

    /** The application's own worker claims every partition once, when it gets them. */
    @BeforeEach
    void awaitTheApplication() {
        await().until(dispatcher::isAssigned);
    }

    private StageCore core() {
        return new StageCore(toy.stage(), toy::plan, Rules.DEFAULT);
    }

    private Share load(RunRef run) {
        return journal.load(Set.of(placement.partitionOf(run.model())))
                .join()
                .iterator()
                .next();
    }

    private Step write(Share share, Step step) {
        assertThat(journal.write(share, step).join()).isTrue();
        share.put(step);
        return step;
    }

    private Step admitted(Share share, RunRef run) {
        var admission = new Admission(run, built(run), new Origin("millrace.image-built", share.partition(), 0));
        return core().admit(share.lane(run.model()), admission, NINE);
    }

    @Test
    void the_next_owner_finds_what_was_under_way() {
        RunRef run = run("handed-over", 1);
        Share first = load(run);
        write(first, admitted(first, run));

        Share second = load(run);

        assertThat(second.lane(run.model())).isEqualTo(first.lane(run.model()));
    }

    @Test
    void a_write_of_the_owner_before_does_not_count_and_is_not_found_later() {
        RunRef run = run("paused", 1);
        Share first = load(run);
        write(first, admitted(first, run));
        Share second = load(run);
        RunRef next = run("paused", 2);

        boolean counts = journal.write(first, admitted(first, next)).join();

        assertThat(counts).isFalse();
        assertThat(load(run).lane(run.model())).isEqualTo(second.lane(run.model()));
    }

    @Test
    void what_was_emptied_is_found_empty_though_nobody_removed_it() {
        RunRef run = run("mended", 1);
        Share first = load(run);
        Lane alerted = first.lane(run.model()).withOpenAlerts(List.of(OpenAlert.told("alert", "toy/train/failed")));
        write(first, new Step(alerted, List.of(), List.of(), true, List.of()));
        write(first, new Step(alerted.withOpenAlerts(List.of()), List.of(), List.of(), true, List.of()));

        assertThat(load(run).lane(run.model()).openAlerts()).isEmpty();
    }

    @Test
    void an_event_read_before_the_partition_was_away_is_left_to_be_read_again() {
        RunRef run = run("away", 1);
        int partition = placement.partitionOf(run.model());
        var acknowledged = new AtomicBoolean();
        var origin = new Origin("millrace.image-built", partition, 0);

        dispatcher
                .accept(new Arrival(origin, built(run), Optional.of(run), -1), () -> {
                    acknowledged.set(true);
                    return CompletableFuture.completedFuture(null);
                })
                .toCompletableFuture()
                .join();

        assertThat(load(run).lane(run.model()).active()).isEmpty();
        assertThat(acknowledged).isFalse();
    }

    @Test
    void what_is_over_stays_over_through_many_owners() {
        RunRef run = run("over", 1);
        Share first = load(run);
        var over = new Held.Concluded(
                run, new Origin("millrace.image-built", first.partition(), 0), Optional.empty(), NINE);
        Step admitted = admitted(first, run);
        write(first, admitted);
        write(first, new Step(admitted.lane().with(over), List.of(over), List.of(), false, List.of()));

        load(run);
        load(run);

        assertThat(load(run).latest(run.run())).contains(over);
    }

    @Test
    void what_is_forgotten_is_gone_whoever_wrote_it() {
        RunRef run = run("forgotten", 1);
        Share first = load(run);
        var over = new Held.Concluded(
                run, new Origin("millrace.image-built", first.partition(), 0), Optional.empty(), NINE);
        write(first, new Step(first.lane(run.model()).with(over), List.of(over), List.of(), false, List.of()));
        Share second = load(run);

        assertThat(journal.forget(second, second.overBefore(NINE.plusSeconds(1)))
                        .join())
                .isTrue();

        assertThat(load(run).latest(run.run())).isEmpty();
    }
}
