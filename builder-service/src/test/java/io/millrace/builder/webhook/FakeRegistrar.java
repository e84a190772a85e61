package io.millrace.builder.webhook;

import io.millrace.events.RunId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A broker that does as it is told. */
final class FakeRegistrar implements Registrar {
    enum Mood {
        ACKNOWLEDGES,
        REFUSES,
        STAYS_SILENT
    }

    final List<Registration> registered = new CopyOnWriteArrayList<>();
    volatile Mood mood = Mood.ACKNOWLEDGES;

    @Override
    public CompletableFuture<RunId> register(Registration registration) {
        registered.add(registration);
        return switch (mood) {
            case ACKNOWLEDGES -> CompletableFuture.completedFuture(runOf(registration));
            case REFUSES -> CompletableFuture.failedFuture(new NotRegistered(new IllegalStateException("no broker")));
            case STAYS_SILENT -> new CompletableFuture<>();
        };
    }

    static RunId runOf(Registration registration) {
        return RunId.of(KafkaRegistrar.SOURCE, registration.id());
    }
}
