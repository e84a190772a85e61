package io.millrace.monitor.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.EventType;
import io.millrace.events.RunEnded;
import io.millrace.events.StageEvent;
import io.millrace.events.StageProgressed;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What a record's headers tell of an event that is about a run and nothing else. Most such events of a long log are about
 * runs that were dropped for later ones; decoding them would be most of the work, and change nothing.
 *
 * @param run the run's id
 */
record Glance(EventType type, String run) {

    /** Empty when it has to be decoded to know more. */
    static Optional<Glance> at(ConsumerRecord<?, ?> record) {
        return text(record, "ce_type")
                .flatMap(EventType::find)
                .filter(Glance::isAboutRunsAlone)
                .flatMap(type -> text(record, "ce_runid").map(run -> new Glance(type, run)));
    }

    private static boolean isAboutRunsAlone(EventType type) {
        Class<?> event = type.record();
        return StageEvent.class.isAssignableFrom(event) || event == StageProgressed.class || event == RunEnded.class;
    }

    private static Optional<String> text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
