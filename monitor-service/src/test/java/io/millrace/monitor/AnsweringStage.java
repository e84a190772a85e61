package io.millrace.monitor;

import io.millrace.events.Command;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventIds;
import io.millrace.events.Topic;
import io.millrace.worker.Topics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads commands, and answers as a stage would. */
final class AnsweringStage implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Stages stages;
    private final BiFunction<String, Command, CommandAnswer> answer;
    private final BlockingQueue<Command> heard = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "answering-stage");
    private volatile boolean isOpen = true;

    /**
     * @param answer of the command's id and the command
     */
    AnsweringStage(String servers, BiFunction<String, Command, CommandAnswer> answer) {
        this.answer = answer;
        this.stages = new Stages(servers);
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, Topics.bundled().partitions())
                .mapToObj(number -> new TopicPartition(Topic.COMMANDS.name(Topic.DEFAULT_PREFIX), number))
                .toList();
        consumer.assign(partitions);
        consumer.endOffsets(partitions).forEach(consumer::seek);
        thread.start();
    }

    /** Commands that were read, in their order. */
    BlockingQueue<Command> heard() {
        return heard;
    }

    private void run() {
        while (isOpen) {
            consumer.poll(POLL).forEach(record -> {
                if (codec.decode(record) instanceof Decoded.Event(var envelope)
                        && envelope.event() instanceof Command command) {
                    heard.add(command);
                    stages.publish(reply(envelope, command));
                }
            });
        }
        consumer.close();
    }

    private Envelope reply(Envelope envelope, Command command) {
        return envelope.causes(
                EventIds.answer(envelope.id()),
                URI.create("/millrace/trainer"),
                Instant.now(),
                1,
                answer.apply(envelope.id(), command));
    }

    @Override
    public void close() throws InterruptedException {
        isOpen = false;
        thread.join();
        stages.close();
    }
}
