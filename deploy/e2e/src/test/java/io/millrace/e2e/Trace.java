package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.testing.Collector;
import io.millrace.worker.testing.Collector.Told;
import java.time.Duration;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All that the workers told of a run, which is one tree. */
final class Trace {
    private final Map<String, Told> spans;

    private Trace(Map<String, Told> spans) {
        this.spans = spans;
    }

    /**
     * Waits for the last of it, and for what is still on its way.
     *
     * @param last the name of a span that ends it
     */
    static Trace of(String run, String last, Collector collector) {
        return await().atMost(Duration.ofSeconds(20))
                .ignoreException(AssertionError.class)
                .until(() -> whole(collector.traceOf(run), last), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Trace> whole(List<Told> told, String last) {
        assertThat(told).extracting(Told::name).contains(last);
        assertThat(told).extracting(Told::trace).containsOnly(told.getFirst().trace());
        assertThat(told).extracting(Told::id).doesNotHaveDuplicates();
        assertThat(told).filteredOn(span -> span.parent().isEmpty()).hasSize(1);
        Map<String, Told> spans = told.stream().collect(Collectors.toMap(Told::id, Function.identity()));
        assertThat(spans.keySet())
                .containsAll(
                        told.stream().flatMap(span -> span.parent().stream()).toList());
        return Optional.of(new Trace(spans));
    }

    /** What leads from a registration to the end of a run whose version serves. */
    static List<String> throughAllStages(String start) {
        return List.of(
                start,
                "build",
                "image.built.v1",
                "train",
                "model.trained.v1",
                "evaluate",
                "model.evaluated.v1",
                "deploy",
                "run.ended.v1");
    }

    String id() {
        return spans.values().iterator().next().trace();
    }

    Set<String> services() {
        return spans.values().stream().map(Told::service).collect(Collectors.toSet());
    }

    /** The names of a span and all above it, from the first one on. */
    List<String> wayTo(String name) {
        var names = new LinkedList<String>();
        Optional<Told> at =
                spans.values().stream().filter(span -> span.name().equals(name)).findFirst();
        while (at.isPresent()) {
            names.addFirst(at.get().name());
            at = at.get().parent().map(spans::get);
        }
        return names;
    }
}
