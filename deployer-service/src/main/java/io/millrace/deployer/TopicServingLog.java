package io.millrace.deployer;

import io.millrace.deployer.rollout.ServingLog;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.worker.ServingTable;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;

/** The topic {@code serving}. */
@Singleton
final class TopicServingLog implements ServingLog {
    private final ServingTable table;

    TopicServingLog(ServingTable table) {
        this.table = table;
    }

    @Override
    public Optional<ServingChanged> of(ModelName model) {
        return table.of(model);
    }

    @Override
    public Collection<ServingChanged> all() {
        return table.all();
    }
}
