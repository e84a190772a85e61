package io.millrace.e2e;

import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelinePublisher;
import io.millrace.events.Source;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A system that registers models by publishing events; it knows nothing of Millrace but its library. */
final class Upstream implements AutoCloseable {
    private final PipelinePublisher publisher;

    Upstream(int brokerPort) {
        publisher = new PipelinePublisher(
                Map.of("bootstrap.servers", "127.0.0.1:" + brokerPort), URI.create("/end-to-end-tests"));
    }

    /** Registers the latest commit of a repository, and returns the run's id. */
    String register(String model, Repository repository) {
        var source = new Source.Git(repository.url(), Optional.empty(), Optional.empty());
        return publisher
                .register(new ModelRegistered(new ModelName(model), Optional.empty(), source, Optional.empty()))
                .join()
                .value();
    }

    @Override
    public void close() {
        publisher.close();
    }
}
