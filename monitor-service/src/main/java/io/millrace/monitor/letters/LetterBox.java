package io.millrace.monitor.letters;

import io.millrace.events.Stage;
import io.millrace.letters.Choice;
import io.millrace.letters.LetterId;
import io.millrace.letters.LetterQuery;
import io.millrace.letters.Letters;
import io.millrace.letters.LettersProblem;
import io.millrace.letters.Listing;
import io.millrace.letters.Replay;
import io.millrace.worker.WorkerConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * The dead letters of all workers. Every question reads their topics anew, and so one is answered at a time. What Kafka
 * or the letters themselves stand against comes as {@link LettersProblem}.
 */
@Singleton
public class LetterBox {
    private static final int PATIENCE_SECONDS = 10;

    private final Map<String, Object> kafka;
    private final String topicPrefix;
    private final Semaphore turn = new Semaphore(1);

    LetterBox(@Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerConfig config) {
        this.kafka = kafka;
        this.topicPrefix = config.topicPrefix();
    }

    /** Others ask at the same time. */
    public static final class Busy extends Exception {
        Busy() {
            super("others read the dead letters");
        }
    }

    /** @param worker who could not read them; absent for all */
    public Listing list(Optional<Stage> worker, int limit) throws Busy, InterruptedException {
        var query = new LetterQuery(worker, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return ask(letters -> letters.list(query, limit));
    }

    public Letters.Found find(LetterId id) throws Busy, InterruptedException {
        return ask(letters -> letters.find(id));
    }

    /**
     * Publishes the letter's record again, as it came and where it came from.
     *
     * @param again also if it was replayed before
     * @return where it lies now; absent when it was replayed before
     */
    public Optional<Replay.Sent> replay(LetterId id, boolean again) throws Busy, InterruptedException {
        return ask(letters -> {
            Choice choice = letters.choose(Set.of(id));
            NavigableMap<LetterId, TopicPartition> chosen = again ? choice.letters() : choice.fresh();
            var sent = new ArrayList<Replay.Sent>();
            try (Replay replay = letters.replay()) {
                replay.replay(chosen, sent::add);
            }
            return sent.stream().findFirst();
        });
    }

    private interface Question<T> {
        T put(Letters letters) throws InterruptedException;
    }

    private <T> T ask(Question<T> question) throws Busy, InterruptedException {
        if (!turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new Busy();
        }
        try (var letters = new Letters(kafka, topicPrefix)) {
            return question.put(letters);
        } finally {
            turn.release();
        }
    }
}
