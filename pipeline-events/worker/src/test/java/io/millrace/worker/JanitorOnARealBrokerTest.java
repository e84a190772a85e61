package io.millrace.worker;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.envelope;
import static io.millrace.worker.testing.Samples.run;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.retention.Item;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class JanitorOnARealBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Pipeline pipeline = new Pipeline();

    @Inject
    ToyStore store;

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void removes_what_a_run_left_once_the_log_says_that_nobody_needs_it() {
        RunRef failed = run("raises-and-goes", 1);
        RunRef goesOn = run("goes-on", 1);
        pipeline.publish(built(failed));
        pipeline.publish(built(goesOn));
        pipeline.first(Topic.RUN_ENDED, RunEnded.class, failed.run());
        Item gone = artifacts(failed, 1);
        Item needed = artifacts(goesOn, 2);

        store.keep(needed);
        store.keep(gone);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(store.has(gone)).isFalse());
        assertThat(store.has(needed)).isTrue();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/q/metrics").asString())
                        .contains("millrace_store_over_budget_bytes{store=\"toys\"} 20.0")
                        .containsPattern("millrace_store_removed_total\\{store=\"toys\"} [1-9]"));

        // The log goes on, and the account with it.
        pipeline.publish(envelope(
                goesOn, Stage.DEPLOY, new RunEnded(goesOn, RunEnded.Result.FAILED, Stage.DEPLOY, Optional.empty())));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(store.has(needed)).isFalse());
    }

    private static Item artifacts(RunRef run, int hour) {
        return new Item(new Item.Key.Artifacts(run.run()), 120, Instant.EPOCH.plusSeconds(3600L * hour));
    }
}
