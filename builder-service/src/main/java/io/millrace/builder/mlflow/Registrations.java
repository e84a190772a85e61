package io.millrace.builder.mlflow;

import io.millrace.builder.ingress.Registrar;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.ingress.StartedRun;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Where webhooks and looks register versions: those of one rule one after the other, so that what is judged of a version
 * still holds when it is sent. Thread-safe.
 */
final class Registrations {
    private final Registrar registrar;
    private final Memory memory;
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

    Registrations(Registrar registrar, Memory memory) {
        this.registrar = registrar;
        this.memory = memory;
    }

    /** What became of a version. */
    sealed interface Outcome {

        /** @param before whether it had been registered before */
        record Starts(StartedRun run, boolean before) implements Outcome {}

        /** @param why it starts no run */
        record Objected(String why) implements Outcome {}
    }

    /**
     * Registers a version, unless it was before. Blocks while another of the rule is on its way, and until the broker has
     * acknowledged.
     *
     * @param objection why it is not to be registered after all; asked when nothing else of the rule is on its way
     * @throws io.millrace.builder.ingress.NotRegistered if the broker did not acknowledge
     */
    Outcome register(Rule rule, ModelVersion version, String commit, Supplier<Optional<String>> objection) {
        ReentrantLock turn = turns.computeIfAbsent(rule.key(), none -> new ReentrantLock());
        turn.lock();
        try {
            Registration registration = rule.registration(version, commit);
            if (memory.isRegistered(rule.idOf(version))) {
                return new Outcome.Starts(StartedRun.of(registration), true);
            }
            return objection
                    .get()
                    .<Outcome>map(Outcome.Objected::new)
                    .orElseGet(() -> send(rule.idOf(version), registration));
        } finally {
            turn.unlock();
        }
    }

    private Outcome send(VersionId id, Registration registration) {
        var unused = Look.answer(registrar.register(registration));
        memory.add(id);
        return new Outcome.Starts(StartedRun.of(registration), false);
    }
}
