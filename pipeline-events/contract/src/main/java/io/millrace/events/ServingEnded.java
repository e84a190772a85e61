package io.millrace.events;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Nothing serves the model any more, because somebody wanted that.
 *
 * @param run        whose version served
 * @param generation one more than that of what served
 * @param workload   name of the workload that served and may be stopped now
 * @param latest     the latest registration that served so far
 * @param decision   who wanted it
 * @param earlier    names of workloads that served before {@code workload} and may not have been stopped yet; absent when
 *                   there are none
 */
public record ServingEnded(
        RunRef run,
        long generation,
        String workload,
        Sequence latest,
        Decision decision,
        Optional<List<String>> earlier)
        implements ServingEvent {
    public ServingEnded {
        earlier = earlier.map(List::copyOf);
    }

    @Override
    public List<String> over() {
        return Stream.concat(Stream.of(workload), earlier.stream().flatMap(List::stream))
                .toList();
    }

    @Override
    public Sequence latestServed() {
        return latest;
    }
}
