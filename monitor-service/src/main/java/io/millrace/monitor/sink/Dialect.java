package io.millrace.monitor.sink;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How a kind of sink wants to be told. Knows nothing but what it is given. */
public sealed interface Dialect permits Alertmanager, Slack, StandardWebhook {

    /**
     * What tells of a notice; empty when this kind of sink has no use for it.
     *
     * @param secrets as they are now
     * @throws IllegalArgumentException when the secrets are not what this needs; does not tell them
     */
    Optional<Request> tell(Notice notice, Secrets secrets, Instant now);

    /** Whether what stands has to be told again and again. */
    default boolean repeats() {
        return false;
    }

    /** What tells once more of all that stands. */
    default List<Request> repeat(Collection<Raised> standing, Secrets secrets, Instant now) {
        return List.of();
    }
}
