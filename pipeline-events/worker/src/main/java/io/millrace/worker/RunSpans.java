package io.millrace.worker;

import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import io.millrace.events.EventType;
import io.millrace.events.Failure;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.TraceContext;
import io.millrace.events.Version;
import io.millrace.worker.run.Admission;
import io.millrace.worker.trace.Span;
import io.millrace.worker.trace.Spans;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a worker tells of runs as spans: the run's time at the stage, each try of its work, and what was published.
 *
 * <p>The spans of a stage, and of what it publishes, have ids that are functions of the run: a worker that goes on where
 * another was killed tells the same ones, and what is told twice is one span all the same.
 */
final class RunSpans {
    private final Stage stage;
    private final Spans spans;

    RunSpans(Stage stage, Spans spans) {
        this.stage = stage;
        this.spans = spans;
    }

    /** A try of the work begins. */
    Try begin(Task task) {
        TraceContext atStage = task.trace(atStage(task.run()));
        return new Try(task, atStage, atStage.child(UUID.randomUUID().toString()), Instant.now());
    }

    /** One try of a stage's work, and its parts. */
    final class Try {
        private final Task task;
        private final TraceContext atStage;
        private final TraceContext own;
        private final Instant start;

        private Try(Task task, TraceContext atStage, TraceContext own, Instant start) {
            this.task = task;
            this.atStage = atStage;
            this.own = own;
            this.start = start;
        }

        /** Of the span; empty when nobody will ever see it. */
        Optional<String> spanId() {
            return spans.areKept() && own.isRecorded() ? Optional.of(own.spanId()) : Optional.empty();
        }

        Reporter.Part part(String name, Optional<String> effect) {
            if (!spans.areKept()) {
                return Reporter.Part.UNTOLD;
            }
            TraceContext part = effect.map(own::child)
                    .orElseGet(() -> own.child(UUID.randomUUID().toString()));
            Instant begun = Instant.now();
            Map<String, Object> about = about(task.run(), task.attempt());
            effect.ifPresent(id -> about.put("millrace.workload", id));
            return failure -> spans.tell(new Span(
                    part,
                    Optional.of(own.spanId()),
                    Span.Kind.INTERNAL,
                    name,
                    begun,
                    Instant.now(),
                    failure.map(why -> with(about, why)).orElse(about),
                    failure.map(Failure::summary)));
        }

        void ended(Outcome outcome) {
            if (!spans.areKept()) {
                return;
            }
            Optional<Failure> failure =
                    switch (outcome) {
                        case Outcome.Answered(var status, var events, var ending) ->
                            ending.flatMap(Outcome.Ending::why);
                        case Outcome.Failed(var why) -> Optional.of(why);
                        case Outcome.Away(var why) -> Optional.of(why);
                    };
            String how =
                    switch (outcome) {
                        case Outcome.Answered answered -> label(answered.status());
                        case Outcome.Failed ignored -> "failed";
                        case Outcome.Away ignored -> "away";
                    };
            Map<String, Object> about = about(task.run(), task.attempt());
            about.put("millrace.outcome", how);
            spans.tell(new Span(
                    own,
                    Optional.of(atStage.spanId()),
                    Span.Kind.INTERNAL,
                    stage + " attempt",
                    start,
                    Instant.now(),
                    failure.map(why -> with(about, why)).orElse(about),
                    failure.map(Failure::summary)));
        }
    }

    /** A run is through with the stage, and all that had to be said about it is on the log. */
    void concluded(Admission admission, List<Envelope> outbox) {
        if (!spans.areKept()) {
            return;
        }
        Instant now = Instant.now();
        Envelope trigger = admission.trigger();
        registered(admission);
        Optional<StageProgressed> last = events(outbox, StageProgressed.class).findFirst();
        Optional<Failure> failure =
                events(outbox, AlertRaised.class).findFirst().map(AlertRaised::failure);
        Map<String, Object> about = about(
                last.map(StageProgressed::run).orElse(admission.run()),
                last.map(StageProgressed::attempt).orElse(0));
        last.ifPresent(said -> about.put("millrace.outcome", label(said.state())));
        admission.command().ifPresent(command -> about.put("millrace.command", command.id()));
        spans.tell(new Span(
                trigger.trace().child(atStage(admission.run())),
                Optional.of(trigger.trace().spanId()),
                Span.Kind.CONSUMER,
                stage.wireName(),
                // A round begins when somebody asks for it, long after the event that it begins with.
                admission.command().map(Envelope::time).orElse(trigger.time()),
                now,
                failure.map(why -> with(about, why)).orElse(about),
                failure.map(Failure::summary)));
    }

    /** A registration that came by the topic, and starts its run's trace, was told by nobody. */
    private void registered(Admission admission) {
        RunRef run = admission.run();
        Envelope trigger = admission.trigger();
        if (stage == Stage.BUILD && run.round() == 0 && trigger.trace().equals(TraceContext.of(run.run()))) {
            published(trigger, Optional.empty(), run, trigger.time(), trigger.time());
        }
    }

    /** An event is on the log. Progress is left out: there is a lot of it, and the spans say the same. */
    void published(Envelope envelope, Instant sent) {
        Optional<RunRef> run = envelope.event().runRef();
        if (!spans.areKept() || run.isEmpty() || envelope.event() instanceof StageProgressed || isFirst(envelope)) {
            return;
        }
        String parent = envelope.trace().child(atStage(run.get())).spanId();
        published(envelope, Optional.of(parent), run.get(), sent, Instant.now());
    }

    /** What nothing led to is in a trace of its own, and no part of what happened at the stage. */
    private static boolean isFirst(Envelope envelope) {
        return envelope.causationId().isEmpty();
    }

    private void published(Envelope envelope, Optional<String> parent, RunRef run, Instant sent, Instant acknowledged) {
        EventType type = EventType.of(envelope.event());
        Map<String, Object> about = about(run, envelope.attempt());
        about.put("messaging.system", "kafka");
        about.put("cloudevents.event_id", envelope.id());
        about.put("cloudevents.event_type", type.wireName());
        spans.tell(new Span(
                envelope.trace(),
                parent,
                Span.Kind.PRODUCER,
                type.wireName().substring(EventType.NAMESPACE.length()),
                sent,
                acknowledged,
                about));
    }

    private String atStage(RunRef run) {
        return "stage/" + run.run() + "/" + run.round() + "/" + stage;
    }

    private Map<String, Object> about(RunRef run, int attempt) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("millrace.stage", stage.wireName());
        about.put("millrace.run", run.run().value());
        about.put("millrace.model", run.model().value());
        run.version().map(Version::value).ifPresent(version -> about.put("millrace.version", version));
        about.put("millrace.round", run.round());
        about.put("millrace.attempt", attempt);
        return about;
    }

    private static Map<String, Object> with(Map<String, Object> about, Failure why) {
        Map<String, Object> more = new LinkedHashMap<>(about);
        more.put("error.type", why.code());
        more.put("millrace.failure.kind", label(why.kind()));
        return more;
    }

    private static <E> Stream<E> events(List<Envelope> outbox, Class<E> kind) {
        return outbox.stream().map(Envelope::event).filter(kind::isInstance).map(kind::cast);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
