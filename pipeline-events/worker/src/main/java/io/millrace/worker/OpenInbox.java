package io.millrace.worker;

import io.millrace.worker.access.Access;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.ChannelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Lets the channel ask for its first record, and join its group for that, once the broker has let the worker in. */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
class OpenInbox {

    /** After the messaging extension has connected the channel. */
    void begin(@Observes StartupEvent start, Access access, ChannelRegistry channels) {
        access.then(() -> channels.getPausable(Inbox.CHANNEL).resume());
    }
}
