package io.millrace.local;

import io.millrace.events.Command;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.Failure;
import io.millrace.events.PipelinePublisher;
import io.millrace.events.Topic;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Asks the stages of the local stack for something about a run, and hears what became of it. */
public final class Commands {
    private static final String TOPIC = Topic.COMMANDS.name(Topic.DEFAULT_PREFIX);
    private static final EventCodec CODEC = new EventCodec(Topic.DEFAULT_PREFIX);
    private static final Duration POLL = Duration.ofMillis(200);

    private Commands() {}

    /**
     * Publishes the command under a fresh id and waits for its answer.
     *
     * @param user     who asks, as the event's source tells it
     * @param patience how long to wait for the answer
     * @throws CannotGoOn when the broker does not take it, or nobody answers in time
     */
    public static CommandAnswer ask(Stack stack, String user, Command command, Duration patience)
            throws InterruptedException {
        stack.requireBroker();
        String servers = stack.ports().bootstrapServers();
        String id = UUID.randomUUID().toString();
        try (var answers = answers(servers)) {
            publish(servers, user, command, id);
            long deadline = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte @Nullable []> record : answers.poll(POLL)) {
                    Optional<CommandAnswer> answer = answerTo(id, record);
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                }
            }
        } catch (InterruptException e) {
            throw interrupted();
        } catch (KafkaException e) {
            throw notTaken(e);
        }
        stack.requireAll();
        throw new CannotGoOn(Failure.transientFailure(
                "not-answered",
                "no stage answered command " + id + " within " + patience.toSeconds() + " s",
                "It stays in " + TOPIC + " and is carried out when the stage that has the run reads it;"
                        + " ./millrace runs shows whether it was."));
    }

    /** Reads what is written from now on. */
    private static KafkaConsumer<byte[], byte @Nullable []> answers(String servers) {
        KafkaConsumer<byte[], byte @Nullable []> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers",
                servers,
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "default.api.timeout.ms",
                15_000,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class));
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(info -> new TopicPartition(TOPIC, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            throw CannotGoOn.because(
                    "no-commands",
                    "the topic " + TOPIC + " does not exist",
                    "The workers make it when they start; see how they are with ./millrace status.");
        }
        consumer.assign(partitions);
        consumer.endOffsets(partitions).forEach(consumer::seek);
        return consumer;
    }

    private static void publish(String servers, String user, Command command, String id) throws InterruptedException {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers", servers,
                "request.timeout.ms", 5_000,
                "max.block.ms", 10_000,
                "delivery.timeout.ms", 15_000);
        var source = URI.create("/millrace/cli/"
                + URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20"));
        try (var publisher = new PipelinePublisher(kafka, source)) {
            publisher.command(command, id).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptException) {
                throw interrupted();
            }
            throw notTaken(e.getCause());
        }
    }

    private static Optional<CommandAnswer> answerTo(String id, ConsumerRecord<byte[], byte @Nullable []> record) {
        return CODEC.decode(record) instanceof Decoded.Event(var envelope)
                        && envelope.event() instanceof CommandAnswer answer
                        && answer.command().equals(id)
                ? Optional.of(answer)
                : Optional.empty();
    }

    private static CannotGoOn notTaken(@Nullable Throwable cause) {
        return new CannotGoOn(Failure.transientFailure(
                "not-asked",
                "the broker did not take the command: " + cause,
                "See how it is with ./millrace status, then ask again."));
    }

    /** What Kafka says with an exception of its own, which leaves the thread interrupted, said as everybody else does. */
    private static InterruptedException interrupted() {
        Thread.interrupted();
        return new InterruptedException("interrupted while waiting for an answer");
    }
}
