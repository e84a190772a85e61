package io.millrace.workloads.process;

import io.millrace.workloads.WorkloadRequest.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A server on its way to be ready, or to be given up. */
final class ServerStart {
    /** Left by the observer that first saw the server healthy. */
    private static final String READY = "ready";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RunFolder folder;
    private final Health health;
    private final Clock clock;
    private final Instant lastMoment;
    private boolean givenUp;

    ServerStart(RunFolder folder, URI address, Kind.Server server, HttpClient client, Clock clock, Bell bell)
            throws IOException {
        this.folder = folder;
        this.clock = clock;
        lastMoment = folder.startedAt().plus(server.startTimeout());
        Duration patience = PATIENCE.compareTo(server.startTimeout()) < 0 ? PATIENCE : server.startTimeout();
        health = new Health(client, URI.create(address + server.health()), patience, bell);
    }

    static boolean wasReady(RunFolder folder) {
        return folder.isMarked(READY);
    }

    /** Whether it is ready; if it has not become so in time, it is ended. Never waits. */
    boolean isReady() throws IOException {
        if (wasReady(folder)) {
            return true;
        }
        if (health.isGood()) {
            folder.mark(READY, "");
            return true;
        }
        Optional<String> answer = health.lastAnswer();
        if (!givenUp && answer.isPresent() && clock.instant().isAfter(lastMoment)) {
            folder.mark(Settlement.UNHEALTHY, answer.get());
            Guardian.askToEnd(folder);
            givenUp = true;
        }
        return false;
    }

    Duration pause() {
        return health.pause();
    }
}
