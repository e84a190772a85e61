package io.millrace.worker.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Whether the broker has let this worker in. What needs the broker begins once it has: before that, every client of it
 * would be refused on its own, again and again. Thread-safe.
 */
@ApplicationScoped
public class Access {
    private static final Logger LOG = Logger.getLogger(Access.class);

    private final CompletableFuture<Void> granted = new CompletableFuture<>();
    private volatile Optional<String> trouble = Optional.of("the broker was not asked yet");

    /** One that is granted from the beginning. */
    public static Access open() {
        var access = new Access();
        access.grant();
        return access;
    }

    /** Runs it when the broker has let this worker in; at once if it has. */
    public void then(Runnable begin) {
        var unused = granted.thenRun(begin);
    }

    /** Why the broker does not let it in; empty when it has. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** Told once for each reason, however often it is given. */
    public void refuse(String reason) {
        if (!trouble.equals(Optional.of(reason))) {
            trouble = Optional.of(reason);
            LOG.errorf("%s. Waiting until that is changed", reason);
        }
    }

    public void grant() {
        trouble = Optional.empty();
        granted.complete(null);
    }
}
