package io.millrace.worker.trace;

import io.millrace.events.TraceContext;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Lets a span have the ids that it is known by already: events name it, or it is told again after a crash. */
final class GivenIds implements IdGenerator {
    private final ThreadLocal<TraceContext> given = new ThreadLocal<>();

    <T> T using(TraceContext ids, Supplier<T> start) {
        given.set(ids);
        try {
            return start.get();
        } finally {
            given.remove();
        }
    }

    @Override
    public String generateSpanId() {
        return ids().spanId();
    }

    @Override
    public String generateTraceId() {
        return ids().traceId();
    }

    private TraceContext ids() {
        TraceContext ids = given.get();
        if (ids == null) {
            throw new IllegalStateException("a span was begun elsewhere than here");
        }
        return ids;
    }
}
