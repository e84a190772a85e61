package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What serves a model now.
 *
 * @param run        the run that put it there
 * @param generation counts what served this model so far, from 1
 * @param workload   name of the serving workload
 * @param candidate  spec, image, artifact and evaluation metrics of the version that serves
 * @param slices     evaluation metrics by slice, what a later candidate is compared with
 * @param dataDigest of the evaluation's data, where the evaluation reported one
 * @param endpoint   where predictions are answered
 * @param previous   generation that served before; absent for the first
 * @param replaces   name of the workload that served before and may be stopped now; absent for the first
 * @param latest     the latest registration that served so far, where that is not this one
 * @param decision   who wanted it to serve again; absent when it got there by itself
 * @param earlier    names of workloads that served before {@code replaces} and may not have been stopped yet, because
 *                   who was about to do so died; absent when there are none
 */
public record ServingChanged(
        RunRef run,
        long generation,
        String workload,
        Candidate candidate,
        Map<String, Metrics> slices,
        Optional<String> dataDigest,
        URI endpoint,
        Optional<Long> previous,
        Optional<String> replaces,
        Optional<Sequence> latest,
        Optional<Decision> decision,
        Optional<List<String>> earlier)
        implements ServingEvent {
    private static final Pattern SERVER = Pattern.compile("deploy-(r[a-z2-7]{20})-\\d+-\\d+");

    public ServingChanged {
        slices = Map.copyOf(slices);
        earlier = earlier.map(List::copyOf);
    }

    /** Something that takes over from nothing that has to be stopped. */
    public ServingChanged(
            RunRef run,
            long generation,
            String workload,
            Candidate candidate,
            Map<String, Metrics> slices,
            Optional<String> dataDigest,
            URI endpoint,
            Optional<Long> previous) {
        this(
                run,
                generation,
                workload,
                candidate,
                slices,
                dataDigest,
                endpoint,
                previous,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Sequence latestServed() {
        return latest.orElseGet(run::sequence);
    }

    @Override
    public List<String> over() {
        return Stream.concat(replaces.stream(), earlier.stream().flatMap(List::stream))
                .toList();
    }

    /** The run whose version served before; absent for the first. */
    @JsonIgnore
    public Optional<RunId> replacedRun() {
        return replaces.map(SERVER::matcher).filter(Matcher::matches).map(server -> new RunId(server.group(1)));
    }
}
