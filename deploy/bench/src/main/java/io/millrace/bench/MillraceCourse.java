package io.millrace.bench;

import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelinePublisher;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.Source;
import io.millrace.events.Topic;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Ours: from a registration to {@code run.ended}, through the workers of {@link IdleStages}. */
final class MillraceCourse implements Course {
    /** A model's runs have their turns one after the other, so there are more models than runs on their way. */
    static final int MODELS = 256;

    private static final URI SOURCE = URI.create("/millrace/bench");
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Source NOWHERE = new Source.Git("file:///nowhere", Optional.empty(), Optional.empty());

    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final Map<RunId, Integer> numbers = new ConcurrentHashMap<>();
    private final PipelinePublisher publisher;
    private final KafkaConsumer<byte[], byte @Nullable []> consumer;

    /** @param bootstrapServers of the broker on which the stages are ready */
    MillraceCourse(String bootstrapServers) {
        this.publisher = new PipelinePublisher(Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0), SOURCE);
        this.consumer = Tail.of(bootstrapServers, List.of(Topic.RUN_ENDED.name(Topic.DEFAULT_PREFIX)));
    }

    @Override
    public void begin(int run) {
        String id = Integer.toString(run);
        numbers.put(RunId.of(SOURCE, id), run);
        var model = new ModelName("idle-" + run % MODELS);
        var unused = publisher.register(new ModelRegistered(model, Optional.empty(), NOWHERE, Optional.empty()), id);
    }

    @Override
    public List<Integer> ended() {
        var ended = new ArrayList<Integer>();
        for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
            if (codec.decode(record) instanceof Decoded.Event(var envelope)
                    && envelope.event() instanceof RunEnded end) {
                ended.add(number(end));
            }
        }
        return ended;
    }

    private int number(RunEnded end) {
        Integer number = numbers.remove(end.run().run());
        if (number == null || end.result() != RunEnded.Result.DEPLOYED) {
            throw new IllegalStateException("run " + end.run().run() + " ended as " + end.result() + " in "
                    + end.stage() + ", and should have gone through, once");
        }
        return number;
    }

    @Override
    public void close() {
        consumer.close();
        publisher.close();
    }
}
