package io.millrace.monitor.delivery;

import io.millrace.monitor.sink.Notice;
import io.millrace.monitor.sink.Outcome;
import io.millrace.monitor.sink.Pace;
import io.millrace.monitor.sink.Raised;
import io.millrace.monitor.sink.Request;
import io.millrace.monitor.sink.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Brings a sink what is to be told, and tries until it is taken or refused for good. Of one thread. */
final class Courier {
    private final Sink sink;
    private final Post post;
    private final Pace pace;
    private final SinkState state;
    private final CountDownLatch stop;
    private final Clock clock = Clock.systemUTC();
    private final RandomGenerator chance = RandomGenerator.getDefault();

    /** @param stop ends every wait */
    Courier(Sink sink, Post post, Pace pace, SinkState state, CountDownLatch stop) {
        this.sink = sink;
        this.post = post;
        this.pace = pace;
        this.state = state;
        this.stop = stop;
    }

    /** How it ended; as {@link Outcome.NotNow} only when it was told to stop. */
    Outcome bring(Notice notice) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            Outcome outcome = attempt(notice);
            if (!(outcome instanceof Outcome.NotNow(var reason, var retryAfter))) {
                return outcome;
            }
            state.failed(reason);
            Duration pause = pace.after(tries, retryAfter, chance.nextDouble());
            if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return outcome;
            }
        }
    }

    /** Owns what is done for a notice, hence the wide catch: one that we fail on must not hold up the next. */
    private Outcome attempt(Notice notice) throws InterruptedException {
        Secrets secrets;
        Optional<Request> request;
        try {
            secrets = sink.secrets().read();
            request = sink.dialect().tell(notice, secrets, clock.instant());
        } catch (IllegalArgumentException e) {
            return new Outcome.NotNow(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Outcome.Refused("no request could be made of it: " + e);
        }
        return request.isPresent() ? send(request.get(), secrets) : new Outcome.Delivered();
    }

    /** Tells once more what stands; what fails is told the next time. */
    void repeat(Collection<Raised> standing) throws InterruptedException {
        List<Request> requests;
        Secrets secrets;
        try {
            secrets = sink.secrets().read();
            requests = sink.dialect().repeat(standing, secrets, clock.instant());
        } catch (IllegalArgumentException e) {
            state.failed(String.valueOf(e.getMessage()));
            return;
        }
        for (Request request : requests) {
            if (send(request, secrets) instanceof Outcome.NotNow(var reason, var ignored)) {
                state.failed(reason);
                return;
            }
        }
    }

    private Outcome send(Request request, Secrets secrets) throws InterruptedException {
        return switch (post.send(request)) {
            case Outcome.Delivered delivered -> {
                state.delivered();
                yield delivered;
            }
            case Outcome.Refused(var reason) -> new Outcome.Refused(told(request, secrets, reason));
            case Outcome.NotNow(var reason, var retryAfter) ->
                new Outcome.NotNow(told(request, secrets, reason), retryAfter);
        };
    }

    private static String told(Request request, Secrets secrets, String reason) {
        return request.host() + ": " + secrets.hide(reason);
    }
}
