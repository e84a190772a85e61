package io.millrace.worker;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.DeadLetter;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunRef;
import io.millrace.events.Topic;
import io.millrace.worker.access.Right;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Operator;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Records of other clients than Java's, which lay them elsewhere. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisabledIfSystemProperty(named = "test.broker", matches = "testcontainers", disabledReason = "it has no authorizer")
@DisplayNameGeneration(ReplaceUnderscores.class)
class MisplacedRecordsTest {
    private static final String INPUT = "millrace.image-built";
    private static final Right WRITE =
            new Right(new ResourcePattern(ResourceType.TOPIC, INPUT, PatternType.LITERAL), AclOperation.WRITE);

    private final Pipeline pipeline = new Pipeline();

    @Inject
    ToyTraining toy;

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    @AfterEach
    void close() {
        pipeline.close();
    }

    private void misplace(RunRef run, byte @Nullable [] key) {
        var encoded = pipeline.codec().encode(built(run));
        int wrong = 11;
        pipeline.write(new ProducerRecord<>(INPUT, wrong, key, encoded.value(), encoded.headers()));
    }

    @Test
    void a_record_without_key_and_place_is_put_where_it_belongs() {
        RunRef run = run("misplaced", 1);
        try (var operator = new Operator(servers)) {
            operator.grant("trainer", List.of(WRITE));
            try {
                misplace(run, null);

                pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run());
                assertThat(toy.attemptsOf(run)).containsExactly(1);
            } finally {
                operator.revoke("trainer", WRITE);
            }
        }
    }

    @Test
    void where_the_worker_may_not_do_that_it_is_a_dead_letter() {
        RunRef run = run("misplaced-for-good", 1);
        byte[] key = "misplaced-for-good".getBytes(UTF_8);

        misplace(run, key);

        var letter = pipeline.awaitRecord("millrace.trainer.dead-letters", record -> Arrays.equals(record.key(), key));
        assertThat(new String(
                        letter.headers()
                                .lastHeader(DeadLetter.HEADER_PREFIX + "reason")
                                .value(),
                        UTF_8))
                .contains("not 11", "may not write to " + INPUT);
        assertThat(toy.attemptsOf(run)).isEmpty();
    }
}
