package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.EventCodec;
import io.millrace.events.Topic;
import io.millrace.worker.run.Orders;
import io.millrace.worker.testing.Samples;
import java.io.IOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StateJsonTest {
    private final StateJson json = new StateJson(new EventCodec(Topic.DEFAULT_PREFIX));

    /** Before a worker remembered what it refused, and which retries other stages have not answered. */
    @Test
    void reads_what_was_asked_for_as_an_earlier_release_remembered_it() throws IOException {
        var run = Samples.run("toy", 1);
        String earlier =
                """
                {"run": "%s", "model": "toy", "retries": ["retry-1"], "cancels": [], "floor": 1,
                 "at": "2026-01-01T09:00:00Z"}"""
                        .formatted(run.run());

        Orders orders = json.readOrders(earlier.getBytes(UTF_8));

        assertThat(orders.retries()).containsExactly("retry-1");
        assertThat(orders.refused()).isEmpty();
        assertThat(orders.awaited()).isEmpty();
        assertThat(orders.begun()).containsExactly(1);
    }
}
