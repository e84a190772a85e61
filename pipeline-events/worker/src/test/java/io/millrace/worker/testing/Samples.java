package io.millrace.worker.testing;

import io.millrace.events.Candidate;
import io.millrace.events.Digest;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Version;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events with speaking values, for tests that need one but care little what is in it. */
public final class Samples {
    private Samples() {}

    public static final URI TEST = URI.create("/test");
    public static final ImageRef IMAGE = new ImageRef("local/toy", new Digest("sha256:" + "ab".repeat(32)));

    /** The n-th registration of a model. */
    public static RunRef run(String model, int n) {
        return new RunRef(
                RunId.of(TEST, model + n),
                0,
                new ModelName(model),
                Optional.of(new Version("v" + n)),
                new Sequence(0, n));
    }

    public static PipelineSpec spec(String model, Optional<PipelineSpec.Train> train) {
        return spec(model, train, PipelineSpec.Concurrency.QUEUE);
    }

    public static PipelineSpec spec(
            String model, Optional<PipelineSpec.Train> train, PipelineSpec.Concurrency concurrency) {
        return new PipelineSpec(
                new ModelName(model),
                Optional.empty(),
                concurrency,
                new PipelineSpec.Build("scratch", List.of("**")),
                train,
                Optional.empty(),
                Optional.empty());
    }

    public static PipelineSpec.Train training(int retries) {
        return new PipelineSpec.Train(
                List.of("train"), Map.of(), Map.of(), PipelineSpec.Resources.ANY, Duration.ofMinutes(1), retries);
    }

    public static Envelope built(RunRef run) {
        return built(run, spec(run.model().value(), Optional.of(training(1))));
    }

    public static Envelope built(RunRef run, PipelineSpec spec) {
        var candidate = new Candidate(spec, Optional.of(IMAGE), Optional.empty(), Metrics.NONE);
        return envelope(
                run, Stage.BUILD, new ImageBuilt(run, StageStatus.DONE, candidate, Optional.of("0".repeat(40))));
    }

    /** As the stage would publish it. */
    public static Envelope envelope(RunRef run, Stage stage, PipelineEvent event) {
        return Envelope.first(EventIds.outcome(run, stage), TEST, Instant.EPOCH, event);
    }
}
