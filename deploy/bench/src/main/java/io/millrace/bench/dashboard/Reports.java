package io.millrace.bench.dashboard;

import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventIds;
import io.millrace.events.Metrics;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.Topic;
import io.millrace.events.Version;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reports of models that are being trained at the same time, as their trainers publish them. */
final class Reports implements AutoCloseable {
    private static final URI SOURCE = URI.create("/millrace/bench");

    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final Producer<byte[], byte[]> producer;
    private final List<Envelope> registrations = new ArrayList<>();

    Reports(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Registers that many, and tells of each a first time. */
    void begin(int models) {
        for (int number = 0; number < models; number++) {
            var source = new Source.Git("https://git.example.com/model.git", Optional.of("main"), Optional.empty());
            var registered =
                    new ModelRegistered(new ModelName(name(number)), Optional.empty(), source, Optional.empty());
            registrations.add(Envelope.first("dashboard-" + number, SOURCE, Instant.now(), registered));
            var unused = producer.send(codec.encode(registrations.get(number)));
            publish(number, 0);
        }
        producer.flush();
    }

    /** Does not wait until it is published. */
    void publish(int model, long event) {
        Envelope registered = registrations.get(model);
        var run = new RunRef(
                RunId.of(SOURCE, registered.id()),
                0,
                new ModelName(name(model)),
                Optional.of(new Version("v1")),
                new Sequence(0, model));
        var progress = new StageProgressed(
                run,
                Stage.TRAIN,
                StageProgressed.State.RUNNING,
                1,
                Optional.of(name(model) + " event " + event),
                Optional.of(event),
                new Metrics(Map.of("loss", 1.0 / (event + 1))));
        String id = EventIds.progress(run, Stage.TRAIN, 1, progress.state(), Long.toString(event));
        var unused = producer.send(codec.encode(registered.causes(id, SOURCE, Instant.now(), 1, progress)));
    }

    static String name(int model) {
        return "model-" + model;
    }

    @Override
    public void close() {
        producer.close();
    }
}
