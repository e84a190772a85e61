package io.millrace.monitor.delivery;

import io.millrace.events.EventCodec;
import io.millrace.events.Topic;
import io.millrace.monitor.sink.Pace;
import io.millrace.worker.DeadLetterBox;
import io.millrace.worker.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The thread that tells a sink. It outlives outages of the broker and of the sink; whatever goes wrong, it begins again. */
final class Telling {
    private static final Logger LOG = Logger.getLogger(Telling.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Map<String, Object> kafka;
    private final String prefix;
    private final Sink sink;
    private final SinkState state;
    private final Courier courier;
    private final DeadLetterBox letters;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable AlertLog log;

    /** What this process has told, whether the broker knows of it or not. Only the thread touches it. */
    private Map<TopicPartition, Long> place = new HashMap<>();

    Telling(Map<String, Object> kafka, String prefix, Sink sink, Post post, SinkState state, DeadLetterBox letters) {
        this.kafka = kafka;
        this.prefix = prefix;
        this.sink = sink;
        this.state = state;
        this.letters = letters;
        this.courier = new Courier(sink, post, Pace.USUAL, state, stop);
        this.thread =
                Thread.ofPlatform().name("sink-" + sink.name()).daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends it soon: what is being sent is waited for, what waits is not. */
    void stop() {
        stop.countDown();
        AlertLog open = log;
        if (open != null) {
            open.wakeUp();
        }
    }

    /** After {@link #stop()}. */
    void join(Duration patience) throws InterruptedException {
        if (thread.isAlive() && !thread.join(patience)) {
            thread.interrupt();
        }
    }

    SinkState state() {
        return state;
    }

    private void run() {
        try {
            do {
                tellWhileItGoesWell();
            } while (!stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Owns the thread, hence the wide catch. */
    private void tellWhileItGoesWell() throws InterruptedException {
        try (var opened = new AlertLog(kafka, prefix + "sink." + sink.name(), partitions())) {
            log = opened;
            place = opened.place(place);
            var round = new Round(opened, place, sink, courier, state, letters, new EventCodec(prefix));
            while (stop.getCount() > 0) {
                round.turn();
            }
        } catch (WakeupException e) {
            LOG.debug("woken up to stop");
        } catch (KafkaException | ExecutionException e) {
            LOG.warnf("telling sink %s broke off, it goes on in %s: %s", sink.name(), PAUSE, e);
        } catch (RuntimeException e) {
            LOG.warnf(e, "telling sink %s broke off, it goes on in %s", sink.name(), PAUSE);
        } finally {
            log = null;
        }
    }

    private List<TopicPartition> partitions() {
        return IntStream.range(0, Topics.bundled().partitions())
                .mapToObj(number -> new TopicPartition(Topic.ALERTS.name(prefix), number))
                .toList();
    }
}
