package io.millrace.worker.retention;

import io.millrace.events.Candidate;
import io.millrace.events.Digest;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.worker.testing.Samples;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What a pipeline may have done, at random, an hour between any two events; with what is needed of it, worked out from
 * what was done and not from the events.
 */
final class History {
    static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    record Written(PipelineEvent event, Instant at) {}

    /** How a run stands. */
    private static final class Trip {
        final RunRef run;
        final Digest image;
        int round;
        boolean open = true;
        Instant endedAt = Instant.MIN;

        Trip(RunRef run, Digest image) {
            this.run = run;
            this.image = image;
        }

        RunRef ref() {
            return new RunRef(run.run(), round, run.model(), run.version(), run.sequence());
        }

        Candidate candidate() {
            return new Candidate(
                    Samples.spec(run.model().value(), Optional.empty()),
                    Optional.of(new ImageRef("local/" + run.model(), image)),
                    Optional.empty(),
                    Metrics.NONE);
        }
    }

    final List<Written> written = new ArrayList<>();
    private final Random random;
    private final List<Trip> trips = new ArrayList<>();
    private final Map<String, List<Trip>> good = new HashMap<>();
    private final Map<String, List<Trip>> served = new LinkedHashMap<>();

    History(long seed) {
        random = new Random(seed);
    }

    Instant now() {
        return START.plus(Duration.ofHours(written.size()));
    }

    /** One thing more happens. */
    void goOn() {
        List<Trip> open = trips.stream().filter(trip -> trip.open).toList();
        List<Trip> over = trips.stream().filter(trip -> !trip.open).toList();
        int dice = random.nextInt(10);
        if (dice < 3 || trips.isEmpty()) {
            begin();
        } else if (dice < 5 && !open.isEmpty()) {
            write(trained(any(open)));
        } else if (dice < 9 && !open.isEmpty()) {
            end(any(open));
        } else if (!over.isEmpty()) {
            Trip retried = any(over);
            retried.round++;
            retried.open = true;
            write(trained(retried));
        }
    }

    private void begin() {
        RunRef run = Samples.run("model-" + random.nextInt(3), trips.size());
        // Few different ones, for the same source gives the same image.
        var trip = new Trip(run, digest(random.nextInt(8)));
        trips.add(trip);
        write(new ImageBuilt(run, StageStatus.DONE, trip.candidate(), Optional.empty()));
    }

    private static ModelTrained trained(Trip trip) {
        return new ModelTrained(trip.ref(), StageStatus.DONE, trip.candidate());
    }

    private void end(Trip trip) {
        Result result = any(List.of(Result.DEPLOYED, Result.FINISHED, Result.FAILED, Result.REJECTED));
        String model = trip.run.model().value();
        if (result == Result.DEPLOYED) {
            List<Trip> before = served.computeIfAbsent(model, unknown -> new ArrayList<>());
            write(new ServingChanged(
                    trip.ref(),
                    before.size() + 1L,
                    "deploy-" + trip.run.run() + "-" + trip.round + "-1",
                    trip.candidate(),
                    Map.of(),
                    Optional.empty(),
                    URI.create("http://127.0.0.1/"),
                    Optional.empty(),
                    before.isEmpty()
                            ? Optional.empty()
                            : Optional.of("deploy-" + before.getLast().run.run() + "-0-1"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
            before.add(trip);
        }
        if (result == Result.DEPLOYED || result == Result.FINISHED) {
            List<Trip> last = good.computeIfAbsent(model, unknown -> new ArrayList<>());
            last.remove(trip);
            last.add(trip);
        }
        trip.open = false;
        trip.endedAt = now();
        write(new RunEnded(trip.ref(), result, Stage.DEPLOY, Optional.empty()));
    }

    private void write(PipelineEvent event) {
        written.add(new Written(event, now()));
    }

    /** What was written since, topic after topic in any order, each in its own. */
    List<Written> since(int index) {
        Map<Class<?>, List<Written>> topics = new LinkedHashMap<>();
        for (Written one : written.subList(index, written.size())) {
            topics.computeIfAbsent(one.event().getClass(), unknown -> new ArrayList<>())
                    .add(one);
        }
        var order = new ArrayList<>(topics.values());
        Collections.shuffle(order, random);
        return order.stream().flatMap(List::stream).toList();
    }

    Needs needs(Duration grace, int lastGood) {
        Set<Trip> needed = new HashSet<>();
        for (Trip trip : trips) {
            if (trip.open || Duration.between(trip.endedAt, now()).compareTo(grace) <= 0) {
                needed.add(trip);
            }
        }
        good.values().forEach(all -> needed.addAll(last(all, lastGood)));
        served.values().forEach(all -> needed.addAll(last(all, 2)));
        Set<RunId> runs = new HashSet<>();
        Set<Digest> images = new HashSet<>();
        needed.forEach(trip -> {
            runs.add(trip.run.run());
            images.add(trip.image);
        });
        return new Needs(runs, images);
    }

    /** Everything that was ever written to a store, when it was last written. */
    List<Item> items() {
        Map<Item.Key, Item> items = new LinkedHashMap<>();
        for (Written one : written) {
            if (one.event() instanceof ImageBuilt built) {
                var image = new Item.Key.Image(
                        built.candidate().image().orElseThrow().digest());
                items.put(image, new Item(image, 1 + random.nextInt(100), one.at()));
            } else if (one.event() instanceof ModelTrained trained) {
                var artifacts = new Item.Key.Artifacts(trained.run().run());
                items.put(artifacts, new Item(artifacts, 1 + random.nextInt(100), one.at()));
            }
        }
        return List.copyOf(items.values());
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static <T> List<T> last(List<T> all, int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    static Digest digest(int number) {
        return new Digest("sha256:" + "%064x".formatted(number));
    }
}
