package io.millrace.monitor;

import io.millrace.monitor.view.Answers;
import io.millrace.monitor.view.Bounds;
import io.millrace.monitor.view.Bulletin;
import io.millrace.monitor.view.View;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Brings the core, which knows no container, into the container. */
@Singleton
final class MonitorBeans {

    @Produces
    @Singleton
    View view(MonitorConfig config) {
        MonitorConfig.Keep keep = config.keep();
        return new View(new Bounds(keep.runs(), keep.alerts(), keep.points()));
    }

    @Produces
    @Singleton
    Bulletin bulletin(MonitorConfig config) {
        return new Bulletin(config.dashboard().listeners());
    }

    @Produces
    @Singleton
    Answers answers() {
        return new Answers();
    }
}
