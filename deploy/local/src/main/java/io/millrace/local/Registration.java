package io.millrace.local;

import io.millrace.events.Failure;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelinePublisher;
import io.millrace.events.RunId;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.InterruptException;

/** Registers models with the local stack, as any upstream system would. */
public final class Registration {
    private static final URI SOURCE = URI.create("/millrace/cli");

    private Registration() {}

    /**
     * Starts a run.
     *
     * @throws CannotGoOn when the stack is down or its broker does not take it
     */
    public static RunId publish(Stack stack, ModelRegistered registration) throws InterruptedException {
        stack.requireAll();
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers", stack.ports().bootstrapServers(),
                "request.timeout.ms", 5_000,
                "max.block.ms", 10_000,
                "delivery.timeout.ms", 15_000);
        try (var publisher = new PipelinePublisher(kafka, SOURCE)) {
            return publisher.register(registration).get();
        } catch (InterruptException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptException) {
                throw interrupted();
            }
            throw new CannotGoOn(Failure.transientFailure(
                    "not-registered",
                    "the broker did not take the registration: " + e.getCause(),
                    "See how it is with ./millrace status, then register again."));
        }
    }

    /** What Kafka says with an exception of its own, which leaves the thread interrupted, said as everybody else does. */
    private static InterruptedException interrupted() {
        Thread.interrupted();
        return new InterruptedException("interrupted while registering");
    }
}
