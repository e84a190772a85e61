package io.millrace.worker;

import static io.millrace.worker.testing.RefusingBroker.PASSWORD;
import static io.millrace.worker.testing.RefusingBroker.USER;
import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.millrace.events.ModelTrained;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.access.Right;
import io.millrace.worker.access.Rights;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Operator;
import io.millrace.worker.testing.Pipeline;
import io.millrace.worker.testing.RefusingBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.acl.AclOperation;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A worker that comes before the operator: it waits, says for what, and begins when it is let in. */
@QuarkusTest
@TestProfile(RefusedWorkerTest.BeforeTheOperator.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestMethodOrder(OrderAnnotation.class)
class RefusedWorkerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String PREFIX = Topic.DEFAULT_PREFIX;

    public static class BeforeTheOperator implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(RefusingBroker.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            // The watch takes its part as well.
            return Map.of("millrace.watch.enabled", "true");
        }
    }

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Handler counting = new Handler() {
        @Override
        public void publish(LogRecord record) {
            String told = record.getLoggerName() + ": " + record.getMessage();
            // Clients of tests before this one may still look for their broker.
            if (record.getLevel().intValue() >= Level.WARNING.intValue() && told.contains("millrace")) {
                warnings.add(told);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    @BeforeEach
    void count() {
        Logger.getLogger("").addHandler(counting);
    }

    @AfterEach
    void stopCounting() {
        Logger.getLogger("").removeHandler(counting);
    }

    /** Threads of an application that was stopped before this one fail without harm. */
    private static ConditionFactory patiently() {
        return await().dontCatchUncaughtExceptions().atMost(PATIENCE);
    }

    private static void awaitTrouble(String... parts) {
        patiently().untilAsserted(() -> {
            var answer = get("/q/health/ready").then().statusCode(503);
            for (String part : parts) {
                answer.body(containsString(part));
            }
        });
    }

    @Test
    @Order(1)
    void is_let_in_step_by_step() {
        List<Right> rights = Rights.of(Stage.TRAIN, PREFIX).all();
        Right lastOfAll = rights.stream()
                .filter(right -> right.on().name().equals(PREFIX + "train"))
                .findFirst()
                .orElseThrow();
        RunRef run = run("waits", 1);
        try (var operator = new Operator(servers);
                var pipeline = new Pipeline()) {
            awaitTrouble("User:trainer (SASL_SSL with SCRAM-SHA-512)", "Authentication failed");

            operator.setPassword(USER, PASSWORD);
            awaitTrouble("lacks at", "Describe on topic millrace.image-built", "Read on group millrace.train");

            operator.grant(
                    USER, rights.stream().filter(right -> right != lastOfAll).toList());
            awaitTrouble("Read on group millrace.train; what the trainer needs");

            operator.grant(USER, List.of(lastOfAll));
            awaitTrouble("lacks Create", "kafka-topics.sh", "--topic millrace.image-built");

            operator.makeTopics(PREFIX);
            patiently().untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
            pipeline.publish(built(run));
            pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run());
        }

        assertThat(warnings).filteredOn(line -> line.startsWith("io.millrace")).hasSizeBetween(3, 6);
        assertThat(warnings).hasSizeLessThan(40);
    }

    @Test
    @Order(2)
    void says_so_when_it_may_not_remember_any_more() {
        Right remembering = Rights.of(Stage.TRAIN, PREFIX).all().stream()
                .filter(right ->
                        right.on().name().equals(PREFIX + "trainer.state") && right.operation() == AclOperation.WRITE)
                .findFirst()
                .orElseThrow();
        try (var operator = new Operator(servers);
                var pipeline = new Pipeline()) {
            operator.revoke(USER, remembering);

            pipeline.publish(built(run("forgotten", 1)));

            patiently().untilAsserted(() -> get("/q/health/live")
                    .then()
                    .statusCode(503)
                    .body(containsString("TopicAuthorizationException"), containsString("millrace.trainer.state")));
        }
    }
}
