package io.millrace.monitor.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.RunCancel;
import io.millrace.monitor.view.Commands;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.WorkerConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KafkaCommandsTest {
    private static final Trip TRIP = Trip.of("digits", 1);

    @Test
    @Timeout(60)
    void gives_up_and_says_so_while_no_broker_answers() {
        WorkerConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of("millrace.stage", "monitor", "quarkus.application.name", "monitor"), "test", 100))
                .withMapping(WorkerConfig.class)
                .addDefaultInterceptors()
                .build()
                .getConfigMapping(WorkerConfig.class);
        var commands = new KafkaCommands(Map.of("bootstrap.servers", "127.0.0.1:1"), config);
        var cancel = new RunCancel(TRIP.id(), TRIP.run().model(), Optional.empty());

        assertThatThrownBy(() -> commands.publish(cancel, "command"))
                .isInstanceOf(Commands.NotTaken.class)
                .hasMessageContaining("the broker did not take the command");
    }
}
