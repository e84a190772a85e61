package io.millrace.worker.watch;

import io.millrace.events.AlertRaised;
import io.millrace.events.Stage;
import java.util.List;
import java.util.Optional;

/** What can be wrong with a stage or a topic, by the code of its alert. Of several, the first is the most precise. */
enum Cause {
    STAGE_AWAY("stage-away"),
    STAGE_UNATTENDED("stage-unattended"),
    STAGE_STUCK("stage-stuck"),
    STAGE_BEHIND("stage-behind"),
    TOPIC_MISSING("topic-missing"),
    TOPIC_PARTITIONS("topic-partitions");

    static final List<Cause> OF_STAGES = List.of(STAGE_AWAY, STAGE_UNATTENDED, STAGE_STUCK, STAGE_BEHIND);
    static final List<Cause> OF_TOPICS = List.of(TOPIC_MISSING, TOPIC_PARTITIONS);

    private final String code;

    Cause(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }

    String fingerprint(Stage stage) {
        return AlertRaised.fingerprint(Optional.empty(), stage, code);
    }

    /** A stage has several topics, each of which may be missing. */
    String fingerprint(Stage stage, String topic) {
        return fingerprint(stage) + "/" + topic;
    }
}
