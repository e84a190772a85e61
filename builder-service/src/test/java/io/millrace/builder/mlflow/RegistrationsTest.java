package io.millrace.builder.mlflow;

import static io.millrace.builder.mlflow.Given.COMMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.millrace.builder.ingress.FakeRegistrar;
import io.millrace.builder.ingress.NotRegistered;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.mlflow.Registrations.Outcome;
import io.millrace.events.RunId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RegistrationsTest {
    private static final List<Rule> RULES = Given.rules(
            "models.letters.registered-model", "letters",
            "models.letters.url", "https://git.example.org/acme/letters.git");
    private static final Rule RULE = RULES.getFirst();
    private static final ModelVersion SEVEN = version(7);
    private static final ModelVersion EIGHT = version(8);

    private final Memory memory = new Memory();
    private final List<Registration> sent = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
    private final Registrations registrations = new Registrations(this::send, memory);

    @Test
    void of_a_rule_wait_for_each_other_and_are_judged_when_it_is_their_turn() throws Exception {
        FutureTask<Outcome> first = start(RULE, EIGHT);
        await().until(() -> sent.size() == 1);
        var late = new FutureTask<>(() -> register(RULE, SEVEN));
        Thread waiting = Thread.ofPlatform().start(late);
        await().until(() -> waiting.getState() == Thread.State.WAITING);

        acknowledgement.complete(null);

        assertThat(first.get()).isInstanceOf(Outcome.Starts.class);
        assertThat(late.get()).isEqualTo(new Outcome.Objected("8 is newer"));
        assertThat(sent).hasSize(1);
    }

    @Test
    void of_the_same_version_are_one() throws Exception {
        FutureTask<Outcome> first = start(RULE, SEVEN);
        FutureTask<Outcome> second = start(RULE, SEVEN);
        await().until(() -> sent.size() == 1);

        acknowledgement.complete(null);

        assertThat(List.of(first.get(), second.get()))
                .extracting(outcome -> ((Outcome.Starts) outcome).before())
                .containsExactlyInAnyOrder(false, true);
        assertThat(sent).hasSize(1);
    }

    @Test
    void of_other_rules_do_not_wait() {
        start(RULES.getFirst(), SEVEN);
        start(RULES.getLast(), SEVEN);

        await().until(() -> sent.size() == 2);
        acknowledgement.complete(null);
    }

    @Test
    void that_the_broker_did_not_take_are_not_remembered_and_hold_up_nothing() {
        var broken = new FakeRegistrar();
        broken.mood = FakeRegistrar.Mood.REFUSES;
        var again = new Registrations(broken, memory);
        assertThat(catchThrowable(() -> again.register(RULE, EIGHT, COMMIT, Optional::empty)))
                .isInstanceOf(NotRegistered.class);
        assertThat(memory.newest(RULE)).isEmpty();

        broken.mood = FakeRegistrar.Mood.ACKNOWLEDGES;

        assertThat(again.register(RULE, EIGHT, COMMIT, Optional::empty))
                .isInstanceOfSatisfying(Outcome.Starts.class, starts -> assertThat(starts.before())
                        .isFalse());
    }

    private FutureTask<Outcome> start(Rule rule, ModelVersion version) {
        var task = new FutureTask<>(() -> register(rule, version));
        Thread.ofVirtual().start(task);
        return task;
    }

    private Outcome register(Rule rule, ModelVersion version) {
        return registrations.register(
                rule, version, COMMIT, () -> memory.newer(rule, version).map(newest -> newest.number() + " is newer"));
    }

    private CompletableFuture<RunId> send(Registration registration) {
        sent.add(registration);
        return acknowledgement.thenApply(done -> registration.run());
    }

    private static ModelVersion version(long number) {
        return new ModelVersion(number, 1_000 * number, true, Optional.empty(), Map.of(), List.of());
    }
}
