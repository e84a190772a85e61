package io.millrace.deployer;

import io.millrace.deployer.rollout.ServingLog;
import io.millrace.events.ModelName;
import io.millrace.events.ServingEvent;
import io.millrace.worker.ServingTable;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The topic {@code serving}. */
@Singleton
final class TopicServingLog implements ServingLog {
    private final ServingTable table;

    TopicServingLog(ServingTable table) {
        this.table = table;
    }

    @Override
    public Optional<ServingEvent> latest(ModelName model) {
        return table.latest(model);
    }
}
