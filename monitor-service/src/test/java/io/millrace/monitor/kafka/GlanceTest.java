package io.millrace.monitor.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventType;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Topic;
import io.millrace.monitor.view.Trip;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GlanceTest {
    private static final Trip TRIP = Trip.of("digits", 1);

    private static ConsumerRecord<byte[], byte[]> record(Envelope envelope) {
        var sent = new EventCodec(Topic.DEFAULT_PREFIX).encode(envelope);
        var record = new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }

    @Test
    void tells_what_run_a_report_is_about() {
        Envelope report = TRIP.progress(Stage.TRAIN, State.RUNNING, 1, 7);

        assertThat(Glance.at(record(report)))
                .contains(new Glance(EventType.of(report.event()), TRIP.id().value()));
    }

    @Test
    void leaves_to_be_decoded_what_is_about_more_than_a_run() {
        assertThat(Glance.at(record(TRIP.registered(0)))).isEmpty();
        assertThat(Glance.at(record(TRIP.serves(1, 2)))).isEmpty();
    }

    @Test
    void leaves_to_be_decoded_what_has_no_such_headers() {
        var record = record(TRIP.built(1));
        record.headers().remove("ce_runid");
        assertThat(Glance.at(record)).isEmpty();

        record.headers().add("ce_runid", "r".getBytes(UTF_8));
        record.headers().remove("ce_type");
        assertThat(Glance.at(record)).isEmpty();
    }
}
