package io.millrace.deployer.servers;

import io.millrace.deployer.rollout.ServingLog;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import java.util.Collection;
import java.util.Optional;

/** Says what the test says. */
final class FakeServingLog implements ServingLog {
    volatile Optional<ServingChanged> serves = Optional.empty();

    @Override
    public Optional<ServingChanged> of(ModelName model) {
        return serves;
    }

    @Override
    public Collection<ServingChanged> all() {
        return serves.stream().toList();
    }
}
