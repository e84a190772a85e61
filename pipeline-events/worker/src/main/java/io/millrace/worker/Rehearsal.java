package io.millrace.worker;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventType;
import io.millrace.worker.access.Access;
import io.millrace.worker.run.Admission;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Origin;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * Reads and writes the contract's examples once in memory when the worker starts, beside everything else. Otherwise the
 * first run would wait some 100 ms more at each stage while classes are loaded; see docs/benchmarks.md, "first run".
 */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
class Rehearsal {
    private static final Logger LOG = Logger.getLogger(Rehearsal.class);

    private final EventCodec codec;
    private final StateJson json;
    private final EventLog log;
    private final Access access;

    Rehearsal(WorkerConfig config, EventLog log, Access access) {
        this.codec = new EventCodec(config.topicPrefix());
        this.json = new StateJson(codec);
        this.log = log;
        this.access = access;
    }

    void begin(@Observes StartupEvent start) {
        Thread thread = Thread.ofPlatform().name("rehearsal").daemon(true).unstarted(this::rehearse);
        access.then(thread::start);
    }

    private void rehearse() {
        try {
            for (EventType type : EventType.values()) {
                if (codec.fromJson(example(type)) instanceof Decoded.Event(var envelope)) {
                    rehearse(envelope);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Nothing depends on it; what is wrong will show again where it matters.
            LOG.debug("the rehearsal ended early", e);
        }
    }

    private void rehearse(Envelope envelope) throws IOException {
        ProducerRecord<byte[], byte[]> record = codec.encode(envelope);
        log.rehearse(record.topic());
        codec.decode(new ConsumerRecord<>(record.topic(), 0, 0, record.key(), record.value()));
        if (envelope.event().runRef().isPresent()) {
            var origin = new Origin(record.topic(), 0, 0);
            var held = new Held.Waiting(new Admission(envelope.event().runRef().get(), envelope, origin));
            json.readHeld(json.write(held));
        }
    }

    private static String example(EventType type) throws IOException {
        String path = "/wire/structured/" + type.wireName() + ".json";
        try (InputStream example = EventType.class.getResourceAsStream(path)) {
            if (example == null) {
                throw new FileNotFoundException(path);
            }
            return new String(example.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
