package io.millrace.deployer.servers;

import io.millrace.deployer.rollout.ServingLog;
import io.millrace.events.ModelName;
import io.millrace.events.ServingEvent;
import java.util.Optional;

/** Says what the test says. */
final class FakeServingLog implements ServingLog {
    volatile Optional<ServingEvent> serves = Optional.empty();

    @Override
    public Optional<ServingEvent> latest(ModelName model) {
        return serves;
    }
}
