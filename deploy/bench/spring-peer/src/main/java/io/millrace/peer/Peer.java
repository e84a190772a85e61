package io.millrace.peer;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * A pipeline of five stages as one writes it with Spring Kafka and {@code @RetryableTopic}. Each process is one stage,
 * named by {@code peer.stage}.
 */
@SpringBootApplication
class Peer {
    private static final int PARTITIONS = 12;

    public static void main(String[] arguments) {
        SpringApplication.run(Peer.class, arguments);
    }

    /** The topics of all stages, so that it does not matter which process comes first. */
    @Bean
    KafkaAdmin.NewTopics topics() {
        var topics = new NewTopic[Stage.values().length];
        for (Stage stage : Stage.values()) {
            topics[stage.ordinal()] = TopicBuilder.name(stage.topic()).partitions(PARTITIONS).build();
        }
        return new KafkaAdmin.NewTopics(topics);
    }
}
