package io.millrace.builder.mlflow;

import static io.millrace.builder.mlflow.Given.CHURN;
import static io.millrace.builder.mlflow.Given.COMMIT;
import static io.millrace.builder.mlflow.Given.TAGGED;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.builder.dialect.RegistryNews;
import io.millrace.builder.dialect.RegistryNews.What;
import io.millrace.builder.ingress.FakeRegistrar;
import io.millrace.builder.ingress.Registration;
import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReconcilerTest {
    @TempDir
    Path home;

    private final RegistryStandIn mlflow = new RegistryStandIn();
    private final MlflowRegistry registry = Given.registry(mlflow.url());
    private final FakeRegistrar registrar = new FakeRegistrar();
    private final List<Envelope> alerts = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MlflowMetrics metrics = new MlflowMetrics(meters);
    private List<Rule> rules = Given.rules();
    private Memory memory = new Memory();
    private Consumer<Consumer<Envelope>> broker = this::readLog;
    private Reconciler reconciler;

    @BeforeEach
    void start() {
        reconciler = reconciler();
    }

    @AfterEach
    void close() {
        registry.close();
        mlflow.close();
    }

    @Test
    void registers_a_version_of_which_no_webhook_told_once() {
        lookForTheFirstTime();
        mlflow.create(CHURN, TAGGED);

        reconciler.reconcile();
        reconciler.reconcile();

        assertThat(registered()).containsExactly("1");
        assertThat(meters.counter("millrace.mlflow.found", "result", "registered")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void comes_to_the_same_event_as_the_webhook() {
        lookForTheFirstTime();
        mlflow.create(CHURN, TAGGED);
        var elsewhere = Given.memory();
        new Desk(rules, registry, new Registrations(registrar, elsewhere), elsewhere, Desk.PATIENCE)
                .follow(new RegistryNews(CHURN, 1, new What.Created()))
                .join();
        reconciler.reconcile();
        assertThat(registrar.registered).hasSize(1);

        String told = registrar.registered.removeFirst().id();
        restart();
        reconciler.reconcile();

        assertThat(registrar.registered).extracting(Registration::id).containsExactly(told);
    }

    @Test
    void starts_no_runs_for_what_was_there_when_it_looked_first() {
        for (int i = 0; i < 3; i++) {
            mlflow.create(CHURN, TAGGED);
        }
        reconciler.reconcile();
        assertThat(registrar.registered).isEmpty();

        mlflow.create(CHURN, TAGGED);
        reconciler.reconcile();

        assertThat(registered()).containsExactly("4");
    }

    @Test
    void knows_after_a_restart_what_was_there_at_first_and_what_was_registered_since() {
        mlflow.create(CHURN, TAGGED);
        reconciler.reconcile();
        restart();
        mlflow.create(CHURN, TAGGED);
        reconciler.reconcile();
        assertThat(registered()).containsExactly("2");

        restart();
        mlflow.create(CHURN, TAGGED);
        reconciler.reconcile();

        assertThat(registered()).containsExactly("2", "3");
    }

    @Test
    void registers_nothing_while_it_cannot_be_told_what_was_there_at_first() throws IOException {
        mlflow.create(CHURN, TAGGED);
        lookForTheFirstTime();
        Files.writeString(home.resolve("mlflow").resolve(rules.getFirst().key()), "");

        reconciler.reconcile();

        assertThat(registrar.registered).isEmpty();
    }

    @Test
    void registers_in_the_order_in_which_versions_were_made_over_all_pages() {
        lookForTheFirstTime();
        mlflow.page = 2;
        for (int i = 0; i < 5; i++) {
            mlflow.create(CHURN, TAGGED);
        }

        reconciler.reconcile();

        assertThat(registered()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void passes_over_what_is_older_than_what_was_registered_because_production_must_not_go_back() {
        lookForTheFirstTime();
        mlflow.create(CHURN, TAGGED);
        mlflow.create(CHURN, TAGGED);
        memory.add(rules.getFirst().idOf(version(2)));

        reconciler.reconcile();
        reconciler.reconcile();

        assertThat(registrar.registered).isEmpty();
        assertThat(meters.counter("millrace.mlflow.found", "result", "passed-over")
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "tag=stage"})
    void passes_over_what_was_overtaken_while_the_registry_was_asked_for_its_commit(String on) {
        rules = Given.rules("models.churn.on", on);
        reconciler = reconciler(new RunsElsewhere(registry, run -> {
            memory.add(rules.getFirst().idOf(version(2)));
            return CompletableFuture.completedFuture(Optional.of(Map.of("mlflow.source.git.commit", COMMIT)));
        }));
        lookForTheFirstTime();
        mlflow.create(CHURN, Optional.of("5e1f"), Map.of("stage", "production"));
        mlflow.create(CHURN, Optional.of("5e1f"), Map.of("stage", "production"));

        reconciler.reconcile();

        assertThat(registrar.registered).isEmpty();
        assertThat(meters.counter("millrace.mlflow.found", "result", "passed-over")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void registers_the_version_that_an_alias_names_also_when_a_newer_one_was_registered_meanwhile() {
        rules = Given.rules("models.churn.on", "alias=champion");
        reconciler = reconciler(new RunsElsewhere(registry, run -> {
            memory.add(rules.getFirst().idOf(version(2)));
            return CompletableFuture.completedFuture(Optional.of(Map.of("mlflow.source.git.commit", COMMIT)));
        }));
        lookForTheFirstTime();
        mlflow.create(CHURN, Optional.of("5e1f"), Map.of());
        mlflow.create(CHURN, TAGGED);
        mlflow.alias(CHURN, "champion", 1);

        reconciler.reconcile();

        assertThat(registered()).containsExactly("1");
    }

    @Test
    void registers_the_version_that_an_alias_names_also_an_older_an_older_one() {
        rules = Given.rules("models.churn.on", "alias=champion");
        reconciler = reconciler();
        for (int i = 0; i < 3; i++) {
            mlflow.create(CHURN, TAGGED);
        }
        mlflow.alias(CHURN, "champion", 1);
        reconciler.reconcile();
        assertThat(registrar.registered).isEmpty();

        mlflow.alias(CHURN, "champion", 3);
        reconciler.reconcile();
        mlflow.alias(CHURN, "champion", 2);
        reconciler.reconcile();
        mlflow.alias(CHURN, "champion", 3);
        reconciler.reconcile();

        assertThat(registered()).containsExactly("3", "2");
    }

    @Test
    void registers_the_version_that_an_alias_named_at_first_once_it_comes_back_from_one_that_was_registered() {
        rules = Given.rules("models.churn.on", "alias=champion");
        reconciler = reconciler();
        mlflow.create(CHURN, TAGGED);
        mlflow.create(CHURN, TAGGED);
        mlflow.alias(CHURN, "champion", 1);
        lookForTheFirstTime();
        mlflow.alias(CHURN, "champion", 2);
        reconciler.reconcile();

        mlflow.alias(CHURN, "champion", 1);
        reconciler.reconcile();
        reconciler.reconcile();

        assertThat(registered()).containsExactly("2", "1");
    }

    @Test
    void does_not_register_the_version_that_an_alias_named_at_first_when_no_other_was_registered_meanwhile() {
        rules = Given.rules("models.churn.on", "alias=champion");
        reconciler = reconciler();
        mlflow.create(CHURN, TAGGED);
        mlflow.create(CHURN, Map.of());
        mlflow.alias(CHURN, "champion", 1);
        lookForTheFirstTime();
        mlflow.alias(CHURN, "champion", 2);
        reconciler.reconcile();

        mlflow.alias(CHURN, "champion", 1);
        reconciler.reconcile();

        assertThat(registrar.registered).isEmpty();
    }

    @Test
    void registers_what_got_its_tag() {
        rules = Given.rules("models.churn.on", "tag=stage=production");
        reconciler = reconciler();
        lookForTheFirstTime();
        mlflow.create(CHURN, TAGGED);
        reconciler.reconcile();
        assertThat(registrar.registered).isEmpty();

        mlflow.tag(CHURN, 1, "stage", "production");
        reconciler.reconcile();

        assertThat(registered()).containsExactly("1");
    }

    @Test
    void waits_until_a_version_is_complete() {
        lookForTheFirstTime();
        mlflow.create(CHURN, TAGGED);
        mlflow.status(CHURN, 1, "PENDING_REGISTRATION");
        reconciler.reconcile();
        assertThat(registrar.registered).isEmpty();

        mlflow.status(CHURN, 1, "READY");
        reconciler.reconcile();

        assertThat(registered()).containsExactly("1");
    }

    @Test
    void tells_once_of_versions_without_a_commit_and_goes_on_with_newer_ones() {
        lookForTheFirstTime();
        mlflow.run("5e1f", Map.of());
        for (int i = 0; i < 150; i++) {
            mlflow.create(CHURN, Optional.of("5e1f"), Map.of());
        }
        mlflow.create(CHURN, TAGGED);

        reconciler.reconcile();
        reconciler.reconcile();

        assertThat(registered()).containsExactly("151");
        assertThat(alerts).hasSize(1).first().satisfies(envelope -> {
            var raised = (AlertRaised) envelope.event();
            assertThat(raised.fingerprint()).isEqualTo("_unattributed/build/mlflow-commit-unknown/churn");
            assertThat(raised.failure().summary()).contains("its run no tag 'mlflow.source.git.commit'");
        });

        reconciler.reconcile();
        assertThat(alerts).hasSize(2).last().satisfies(envelope -> assertThat(envelope.event())
                .isInstanceOf(AlertResolved.class));
    }

    @Test
    void does_not_ask_again_at_once_for_what_it_refused_unless_it_changed() {
        lookForTheFirstTime();
        mlflow.run("5e1f", Map.of());
        mlflow.create(CHURN, Optional.of("5e1f"), Map.of());
        reconciler.reconcile();
        mlflow.asked.clear();
        reconciler.reconcile();
        assertThat(mlflow.asked).noneMatch(asked -> asked.startsWith("runs/get"));

        mlflow.tag(CHURN, 1, "git_commit", COMMIT);
        reconciler.reconcile();

        assertThat(registered()).containsExactly("1");
    }

    @Test
    void tells_of_a_registry_that_stays_away_and_that_it_is_back() {
        lookForTheFirstTime();
        mlflow.mood = Optional.of(exchange -> RegistryStandIn.send(exchange, 503, "text/html", ""));
        reconciler.reconcile();
        assertThat(alerts).isEmpty();

        reconciler.reconcile();
        reconciler.reconcile();
        assertThat(alerts).hasSize(1);
        assertThat(((AlertRaised) alerts.getFirst().event()).fingerprint())
                .isEqualTo("_unattributed/build/mlflow-unavailable");
        metrics.open();
        assertThat(meters.get("millrace.mlflow.away.seconds").gauge().value()).isPositive();

        restart();
        reconciler.reconcile();
        assertThat(alerts).hasSize(1);

        mlflow.mood = Optional.empty();
        reconciler.reconcile();
        reconciler.reconcile();
        assertThat(alerts).hasSize(2);
        assertThat(alerts.getLast().event()).isInstanceOf(AlertResolved.class);
        assertThat(meters.get("millrace.mlflow.away.seconds").gauge().value()).isZero();

        mlflow.mood = Optional.of(exchange -> RegistryStandIn.send(exchange, 503, "text/html", ""));
        reconciler.reconcile();
        reconciler.reconcile();
        assertThat(alerts).hasSize(3).extracting(Envelope::id).doesNotHaveDuplicates();
    }

    @Test
    void tells_at_once_of_a_wrong_token() {
        mlflow.authorization = Optional.of("Bearer another");

        reconciler.reconcile();

        var raised = (AlertRaised) alerts.getFirst().event();
        assertThat(raised.failure().code()).isEqualTo("mlflow-unauthorized");
        assertThat(raised.failure().remedy()).contains("millrace.mlflow.token-file");
    }

    @Test
    void takes_what_a_registry_has_when_it_answers_first_for_what_was_there() {
        mlflow.mood = Optional.of(exchange -> RegistryStandIn.send(exchange, 503, "text/html", ""));
        reconciler.reconcile();
        mlflow.create(CHURN, TAGGED);
        mlflow.mood = Optional.empty();

        reconciler.reconcile();
        mlflow.create(CHURN, TAGGED);
        reconciler.reconcile();

        assertThat(registered()).containsExactly("2");
    }

    @Test
    void does_not_turn_pages_without_end_and_does_not_let_that_hold_up_other_models() {
        rules = Given.rules(
                "models.letters.registered-model", "letters",
                "models.letters.url", "https://git.example.org/acme/letters.git");
        reconciler = reconciler();
        lookForTheFirstTime();
        mlflow.create("letters", TAGGED);
        mlflow.mood = Optional.of(exchange -> {
            boolean letters = exchange.getRequestURI().getQuery().contains("letters");
            RegistryStandIn.send(
                    exchange,
                    200,
                    "application/json",
                    letters
                            ? "{\"model_versions\": [{\"version\": \"1\", \"creation_timestamp\": 1, \"tags\":"
                                    + " [{\"key\": \"git_commit\", \"value\": \"" + COMMIT + "\"}]}]}"
                            : "{\"next_page_token\": \"again\"}");
        });

        reconciler.reconcile();

        assertThat(registrar.registered)
                .singleElement()
                .satisfies(one -> assertThat(one.event().model()).hasToString("letters"));
        assertThat(((AlertRaised) alerts.getFirst().event()).failure().summary())
                .contains("without end");
    }

    @Test
    void knows_what_was_registered_before_once_the_log_was_read_to_its_end() {
        broker = reader -> {
            throw new TimeoutException("no broker");
        };
        reconciler.reconcile();
        assertThat(memory.isComplete()).isFalse();

        broker = this::readLog;
        reconciler.reconcile();

        assertThat(memory.isComplete()).isTrue();
    }

    @Test
    void tries_again_while_the_broker_does_not_take_it() {
        lookForTheFirstTime();
        mlflow.create(CHURN, TAGGED);
        registrar.mood = FakeRegistrar.Mood.REFUSES;
        reconciler.reconcile();
        registrar.registered.clear();

        registrar.mood = FakeRegistrar.Mood.ACKNOWLEDGES;
        reconciler.reconcile();

        assertThat(registered()).containsExactly("1");
    }

    private void lookForTheFirstTime() {
        reconciler.reconcile();
    }

    /** The log stays, what was in memory does not. */
    private void restart() {
        memory = new Memory();
        reconciler = reconciler();
    }

    private Reconciler reconciler() {
        return reconciler(registry);
    }

    private Reconciler reconciler(Registry asked) {
        return new Reconciler(
                rules,
                asked,
                new FirstLooks(home),
                new Registrations(registrar, memory),
                memory,
                reader -> broker.accept(reader),
                new Alarms(memory, envelope -> {
                    alerts.add(envelope);
                    return CompletableFuture.completedFuture(null);
                }),
                metrics);
    }

    private void readLog(Consumer<Envelope> reader) {
        registrar.registered.forEach(one -> reader.accept(one.envelope(Instant.now())));
        alerts.forEach(reader);
    }

    private ModelVersion version(long number) {
        return Look.answer(registry.version(CHURN, number)).orElseThrow();
    }

    private List<String> registered() {
        return registrar.registered.stream()
                .map(Registration::event)
                .map(event -> event.version().orElseThrow().value())
                .toList();
    }
}
