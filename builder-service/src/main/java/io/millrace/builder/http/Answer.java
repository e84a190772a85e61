package io.millrace.builder.http;

import io.millrace.builder.ingress.Body;
import io.millrace.builder.ingress.Problem;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.ingress.Reply;
import io.millrace.builder.ingress.StartedRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request is answered.
 *
 * @param label from a closed set: it is a label of a metric
 */
record Answer(String label, Reply reply) {
    private static final int ACCEPTED = 202;

    /**
     * The broker has acknowledged that these runs start.
     *
     * @param result {@code registered}, or {@code replayed} if that was so before
     */
    record Registered(String result, List<StartedRun> runs) {}

    static Answer registered(List<Registration> registrations) {
        return accepted("registered", registrations);
    }

    /** All of them were registered before. */
    static Answer replayed(List<Registration> registrations) {
        return accepted("replayed", registrations);
    }

    private static Answer accepted(String result, List<Registration> registrations) {
        List<StartedRun> runs = registrations.stream().map(StartedRun::of).toList();
        return new Answer(
                result, new Reply(ACCEPTED, "application/json", Body.of(new Registered(result, runs)), Map.of()));
    }

    static Answer refused(Refused why) {
        return of(why, problem(why));
    }

    /** @param became one for each event of the batch */
    static Answer refused(Refused why, List<Problem.Item> became) {
        return of(why, problem(why).with(became));
    }

    private static Problem problem(Refused why) {
        return Problem.of(why.refusal().type(), why.refusal().status(), why.detail(), why.remedy());
    }

    private static Answer of(Refused why, Problem problem) {
        var reply = new Reply(problem.status(), Problem.MEDIA_TYPE, problem.body(), why.headers());
        return new Answer(why.refusal().label(), reply);
    }

    Answer with(Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.putAll(reply.headers());
        return new Answer(label, new Reply(reply.status(), reply.mediaType(), reply.body(), all));
    }
}
