package io.millrace.peer;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** One stage: does its effect, then hands the event on and waits until the broker has it. */
@Component
class StageListener {
    private static final Duration TRAINING = Duration.ofMillis(200);

    private final Stage stage;
    private final Effects effects;
    private final KafkaTemplate<String, String> kafka;

    StageListener(@Value("${peer.stage}") Stage stage, Effects effects, KafkaTemplate<String, String> kafka) {
        this.stage = stage;
        this.effects = effects;
        this.kafka = kafka;
    }

    /** Where the listener's annotation learns what to listen to. */
    public String topic() {
        return stage.topic();
    }

    /** The event is the run's name and, after a blank, the stage at which the run is to fail. */
    @RetryableTopic
    @KafkaListener(topics = "#{__listener.topic()}", groupId = "${peer.stage}")
    void on(ConsumerRecord<String, String> event) throws InterruptedException {
        String[] run = event.value().split(" ");
        if (run.length > 1 && run[1].equals(stage.word())) {
            throw new IllegalStateException("run " + run[0] + " fails here, as planned");
        }
        if (stage == Stage.TRAIN) {
            Thread.sleep(TRAINING); // as long as the training of the models that the other pipeline gets
        }
        effects.append(event.key(), run[0], stage, "done");
        Optional<Stage> next = stage.next();
        next.ifPresent(to -> kafka.send(to.topic(), event.key(), event.value()).join());
    }

    /** What was tried as often as it may be: the one alert of a run. */
    @DltHandler
    void dead(ConsumerRecord<String, String> event) {
        effects.append(event.key(), event.value().split(" ")[0], stage, "alert");
    }
}
