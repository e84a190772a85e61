package io.millrace.builder.ingress;

import io.millrace.events.RunId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A broker that does as it is told. */
public final class FakeRegistrar implements Registrar {
    public enum Mood {
        ACKNOWLEDGES,
        REFUSES,
        STAYS_SILENT
    }

    public final List<Registration> registered = new CopyOnWriteArrayList<>();
    public volatile Mood mood = Mood.ACKNOWLEDGES;

    @Override
    public CompletableFuture<RunId> register(Registration registration) {
        registered.add(registration);
        return switch (mood) {
            case ACKNOWLEDGES -> CompletableFuture.completedFuture(runOf(registration));
            case REFUSES -> CompletableFuture.failedFuture(new NotRegistered(new IllegalStateException("no broker")));
            case STAYS_SILENT -> new CompletableFuture<>();
        };
    }

    public static RunId runOf(Registration registration) {
        return registration.run();
    }
}
