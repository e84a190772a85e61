package io.millrace.bench.replay;

import io.millrace.events.Candidate;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventIds;
import io.millrace.events.ImageBuilt;
import io.millrace.events.Metrics;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageStatus;
import io.millrace.events.Topic;
import io.millrace.events.Verdict;
import io.millrace.events.Version;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The events of many runs that went well: each a registration, four outcomes, an end, and reports on the way. */
final class Past {
    static final int EVENTS_OF_A_RUN = 16;

    private static final int MODELS = 500;
    private static final int REPORTS = EVENTS_OF_A_RUN - 6;
    private static final URI SOURCE = URI.create("/millrace/bench");
    private static final EventCodec CODEC = new EventCodec(Topic.DEFAULT_PREFIX);

    private Past() {}

    /** Writes them, run after run. */
    static void write(String bootstrapServers, int runs) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 20, "batch.size", 256 << 10);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int run = 0; run < runs; run++) {
                write(producer, run);
            }
            producer.flush();
        }
    }

    private static void write(Producer<byte[], byte[]> producer, int number) {
        var model = new ModelName("model-" + number % MODELS);
        String id = "registration-" + number;
        var source = new Source.Git("https://git.example.com/model.git", Optional.of("main"), Optional.empty());
        Instant began = Instant.now().minusSeconds(60);
        Envelope registered = Envelope.first(
                id, SOURCE, began, new ModelRegistered(model, Optional.empty(), source, Optional.empty()));
        var unused = producer.send(CODEC.encode(registered));
        var run = new RunRef(
                RunId.of(SOURCE, id),
                0,
                model,
                Optional.of(new Version("v" + number)),
                new Sequence(0, number / MODELS));
        for (PipelineEvent event : events(run)) {
            var ignored = producer.send(
                    CODEC.encode(registered.causes(idOf(event, run), SOURCE, began.plusSeconds(30), 1, event)));
        }
    }

    private static List<PipelineEvent> events(RunRef run) {
        var spec = new PipelineSpec(
                run.model(),
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of("**")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var metrics = new Metrics(Map.of("accuracy", 0.95, "loss", 0.1));
        var candidate = new Candidate(spec, Optional.empty(), Optional.empty(), metrics);
        var events = new ArrayList<PipelineEvent>();
        events.add(new ImageBuilt(run, StageStatus.DONE, candidate, Optional.empty()));
        IntStream.range(0, REPORTS)
                .forEach(step -> events.add(new StageProgressed(
                        run,
                        Stage.TRAIN,
                        StageProgressed.State.RUNNING,
                        1,
                        Optional.empty(),
                        Optional.of((long) step),
                        new Metrics(Map.of("loss", 1.0 / (step + 1))))));
        events.add(new ModelTrained(run, StageStatus.DONE, candidate));
        events.add(new ModelEvaluated(
                run,
                StageStatus.DONE,
                candidate,
                Verdict.PASSED,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
        events.add(new ModelDeployed(
                run,
                StageStatus.DONE,
                candidate,
                Optional.of(1L),
                Optional.of(URI.create("http://127.0.0.1/models/m"))));
        events.add(new RunEnded(run, RunEnded.Result.DEPLOYED, Stage.DEPLOY, Optional.empty()));
        return events;
    }

    private static String idOf(PipelineEvent event, RunRef run) {
        return switch (event) {
            case StageProgressed progress ->
                EventIds.progress(
                        run,
                        progress.stage(),
                        1,
                        progress.state(),
                        progress.step().orElse(0L).toString());
            case RunEnded ignored -> EventIds.ended(run);
            case ImageBuilt ignored -> EventIds.outcome(run, Stage.BUILD);
            case ModelTrained ignored -> EventIds.outcome(run, Stage.TRAIN);
            case ModelEvaluated ignored -> EventIds.outcome(run, Stage.EVALUATE);
            default -> EventIds.outcome(run, Stage.DEPLOY);
        };
    }
}
