package io.millrace.builder.mlflow;

import static io.millrace.builder.mlflow.Given.CHURN;
import static io.millrace.builder.mlflow.Given.COMMIT;
import static io.millrace.builder.mlflow.Given.TAGGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.dialect.Refusal;
import io.millrace.builder.dialect.RegistryNews;
import io.millrace.builder.dialect.RegistryNews.What;
import io.millrace.builder.ingress.FakeRegistrar;
import io.millrace.builder.ingress.NotRegistered;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.ingress.RegistryDesk.Followed;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.events.Version;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DeskTest {
    private static final What CREATED = new What.Created();

    private final RegistryStandIn mlflow = new RegistryStandIn();
    private final MlflowRegistry registry = Given.registry(mlflow.url());
    private final FakeRegistrar registrar = new FakeRegistrar();
    private final Memory memory = Given.memory();
    private final Registrations registrations = new Registrations(registrar, memory);
    private Desk desk = desk();

    @AfterEach
    void close() {
        registry.close();
        mlflow.close();
    }

    @Test
    void a_version_that_was_made_starts_a_run_of_the_commit_that_its_tag_tells() {
        mlflow.create(CHURN, TAGGED);

        Followed followed = follow(1, CREATED);

        Registration registration = registrar.registered.getFirst();
        assertThat(registration.event())
                .isEqualTo(new ModelRegistered(
                        new ModelName("churn"),
                        Optional.of(new Version("1")),
                        new Source.Git("https://git.example.org/acme/churn.git", Optional.of(COMMIT), Optional.empty()),
                        Optional.empty()));
        assertThat(registration.source()).hasToString("/millrace/mlflow");
        assertThat(followed).isInstanceOfSatisfying(Followed.Runs.class, runs -> {
            assertThat(runs.before()).isFalse();
            assertThat(runs.runs()).singleElement().satisfies(run -> assertThat(run.event())
                    .isEqualTo(registration.id()));
        });
    }

    @Test
    void or_of_the_commit_that_its_MLflow_run_tells() {
        mlflow.run(
                "5e1f",
                Map.of("mlflow.source.git.commit", COMMIT, "mlflow.source.git.repoURL", "https://evil.example"));
        mlflow.create(CHURN, Optional.of("5e1f"), Map.of());

        follow(1, CREATED);

        assertThat(registrar.registered.getFirst().event().source())
                .isEqualTo(new Source.Git(
                        "https://git.example.org/acme/churn.git", Optional.of(COMMIT), Optional.empty()));
    }

    @Test
    void the_tag_and_the_folder_can_be_configured() {
        mlflow.create(CHURN, Map.of("sha", COMMIT.toUpperCase(Locale.ROOT)));
        desk = desk("models.churn.commit-tag", "sha", "models.churn.path", "models/churn");

        follow(1, CREATED);

        assertThat(registrar.registered.getFirst().event().source())
                .isEqualTo(new Source.Git(
                        "https://git.example.org/acme/churn.git", Optional.of(COMMIT), Optional.of("models/churn")));
    }

    @Test
    void the_same_news_again_are_the_same_event_also_after_a_restart() {
        mlflow.create(CHURN, TAGGED);

        follow(1, CREATED);
        Followed again = follow(1, CREATED);
        var restarted = Given.memory();
        new Desk(Given.rules(), registry, new Registrations(registrar, restarted), restarted, Desk.PATIENCE)
                .follow(new RegistryNews(CHURN, 1, CREATED))
                .join();

        assertThat(again).isInstanceOfSatisfying(Followed.Runs.class, runs -> assertThat(runs.before())
                .isTrue());
        assertThat(registrar.registered)
                .hasSize(2)
                .extracting(Registration::id)
                .containsOnly(registrar.registered.getFirst().id());
    }

    @Test
    void a_version_of_a_model_that_was_deleted_and_made_anew_is_another() {
        mlflow.create(CHURN, TAGGED);
        follow(1, CREATED);
        mlflow.delete(CHURN);
        mlflow.create(CHURN, TAGGED);

        follow(1, CREATED);

        assertThat(registrar.registered).extracting(Registration::id).doesNotHaveDuplicates();
        assertThat(registrar.registered).hasSize(2);
    }

    @Test
    void an_alias_starts_a_run_when_it_names_a_version() {
        mlflow.create(CHURN, TAGGED);
        mlflow.alias(CHURN, "champion", 1);
        desk = desk("models.churn.on", "alias=champion");

        assertThat(follow(1, new What.AliasSet("champion"))).isInstanceOf(Followed.Runs.class);
        assertThat(registrar.registered).hasSize(1);
    }

    @Test
    void an_alias_that_has_moved_on_since_starts_nothing() {
        mlflow.create(CHURN, TAGGED);
        mlflow.create(CHURN, TAGGED);
        mlflow.alias(CHURN, "champion", 2);
        desk = desk("models.churn.on", "alias=champion");

        assertThat(reason(follow(1, new What.AliasSet("champion"))))
                .isEqualTo(
                        "version 1 of 'churn model' starts no run of model churn: the alias 'champion' does not name it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tag=stage", "tag=stage=production"})
    void a_tag_starts_a_run_when_it_has_the_value(String on) {
        mlflow.create(CHURN, TAGGED);
        mlflow.tag(CHURN, 1, "stage", "production");
        desk = desk("models.churn.on", on);

        assertThat(follow(1, new What.TagSet("stage"))).isInstanceOf(Followed.Runs.class);
    }

    @Test
    void a_tag_that_the_version_was_made_with_starts_one_too() {
        mlflow.create(CHURN, Map.of("git_commit", COMMIT, "stage", "production"));
        desk = desk("models.churn.on", "tag=stage=production");

        assertThat(follow(1, CREATED)).isInstanceOf(Followed.Runs.class);
    }

    @Test
    void a_tag_with_another_value_starts_nothing() {
        mlflow.create(CHURN, TAGGED);
        mlflow.tag(CHURN, 1, "stage", "staging");
        desk = desk("models.churn.on", "tag=stage=production");

        assertThat(reason(follow(1, new What.TagSet("stage")))).contains("its tag 'stage' is 'staging'");
    }

    @Test
    void news_that_a_rule_does_not_wait_for_start_nothing_and_ask_nobody() {
        assertThat(reason(follow(1, new What.AliasSet("champion"))))
                .isEqualTo("this starts no run of model churn, only created does");
        assertThat(reason(desk.follow(new RegistryNews("example_model", 1, CREATED))
                        .join()))
                .isEqualTo("no model of millrace.mlflow is the registered model 'example_model'");
        assertThat(mlflow.asked).isEmpty();
    }

    @Test
    void a_version_that_is_not_there_or_not_complete_starts_nothing() {
        assertThat(reason(follow(7, CREATED))).isEqualTo("the registry has no version 7 of 'churn model'");

        mlflow.create(CHURN, TAGGED);
        mlflow.status(CHURN, 1, "PENDING_REGISTRATION");
        assertThat(reason(follow(1, CREATED))).contains("its registration in MLflow is not complete");
    }

    @Test
    void one_that_was_overtaken_starts_nothing() {
        mlflow.create(CHURN, TAGGED);
        mlflow.create(CHURN, TAGGED);

        follow(2, CREATED);

        assertThat(reason(follow(1, CREATED))).contains("version 2, which is newer, was registered");
    }

    @Test
    void nor_does_one_that_was_overtaken_while_the_registry_was_asked_for_its_commit() {
        mlflow.create(CHURN, Optional.of("5e1f"), Map.of());
        mlflow.create(CHURN, TAGGED);
        var asked = new CompletableFuture<String>();
        var tags = new CompletableFuture<Optional<Map<String, String>>>();
        desk = desk(new RunsElsewhere(registry, run -> {
            asked.complete(run);
            return tags;
        }));
        CompletableFuture<Followed> late = desk.follow(new RegistryNews(CHURN, 1, CREATED));
        asked.join();
        follow(2, CREATED);

        tags.complete(Optional.of(Map.of("mlflow.source.git.commit", COMMIT)));

        assertThat(reason(Look.answer(late))).contains("version 2, which is newer, was registered");
        assertThat(registrar.registered).hasSize(1);
    }

    @Test
    void says_precisely_why_the_commit_of_a_version_is_not_known() {
        mlflow.create(CHURN, Map.of());
        mlflow.create(CHURN, Optional.of("gone"), Map.of());
        mlflow.create(CHURN, Optional.of("5e1f"), Map.of());
        mlflow.run("5e1f", Map.of());
        mlflow.create(CHURN, Map.of("git_commit", "main"));

        assertThat(refused(1).detail())
                .isEqualTo("version 1 of 'churn model' has no tag 'git_commit' and comes from no run");
        assertThat(refused(2).detail()).contains("comes from the run 'gone', which is not there");
        assertThat(refused(3).detail())
                .contains("has no tag 'git_commit', and its run no tag 'mlflow.source.git.commit'");
        assertThat(refused(4).detail()).contains("with the value 'main', which is no commit's full id");
        assertThat(refused(4).refusal()).isEqualTo(Refusal.VERSION_REFUSED);
        assertThat(refused(1).remedy()).contains("set the tag 'git_commit'");
        assertThat(registrar.registered).isEmpty();
    }

    @Test
    void asks_to_come_again_while_the_registry_is_away_slow_or_does_not_let_us_in() {
        desk = new Desk(Given.rules(), registry, registrations, memory, Duration.ofMillis(300));
        mlflow.mood = Optional.of(exchange -> RegistryStandIn.send(exchange, 500, "text/html", ""));
        assertThat(refused(1).refusal()).isEqualTo(Refusal.UNAVAILABLE);

        mlflow.mood = Optional.of(exchange -> RegistryStandIn.send(exchange, 401, "text/html", ""));
        assertThat(refused(1).detail()).contains("refuses us with status 401");

        mlflow.mood = Optional.of(exchange -> mlflow.hold());
        assertThat(refused(1).detail()).contains("did not answer within 300 ms");
        assertThat(refused(1).refusal()).isEqualTo(Refusal.UNAVAILABLE);
    }

    @Test
    void asks_to_come_again_until_it_is_known_what_was_registered_before() {
        mlflow.create(CHURN, TAGGED);
        var unread = new Memory();
        desk = new Desk(Given.rules(), registry, new Registrations(registrar, unread), unread, Duration.ofSeconds(10));
        assertThat(refused(1).refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(refused(1).detail()).contains("has not been read from the broker yet");
        assertThat(mlflow.asked).isEmpty();
        assertThat(registrar.registered).isEmpty();

        unread.complete();

        assertThat(follow(1, CREATED)).isInstanceOf(Followed.Runs.class);
    }

    @Test
    void does_not_ask_without_end_of_a_slow_registry() {
        mlflow.mood = Optional.of(exchange -> mlflow.hold());
        for (int i = 0; i < 16; i++) {
            desk.follow(new RegistryNews(CHURN, 1, CREATED));
        }

        assertThat(refused(1).refusal()).isEqualTo(Refusal.BUSY);
    }

    @Test
    void is_not_taken_before_the_broker_has_acknowledged() {
        mlflow.create(CHURN, TAGGED);
        registrar.mood = FakeRegistrar.Mood.REFUSES;

        assertThat(catchThrowable(() -> Look.answer(desk.follow(new RegistryNews(CHURN, 1, CREATED)))))
                .isInstanceOf(NotRegistered.class);

        registrar.mood = FakeRegistrar.Mood.ACKNOWLEDGES;
        assertThat(follow(1, CREATED)).isInstanceOf(Followed.Runs.class);
    }

    private Desk desk(String... more) {
        return new Desk(Given.rules(more), registry, registrations, memory, Duration.ofSeconds(10));
    }

    private Desk desk(Registry asked) {
        return new Desk(Given.rules(), asked, registrations, memory, Duration.ofSeconds(10));
    }

    private Followed follow(long version, What what) {
        return Look.answer(desk.follow(new RegistryNews(CHURN, version, what)));
    }

    private DeliveryRefused refused(long version) {
        return (DeliveryRefused) catchThrowable(() -> follow(version, CREATED));
    }

    private static String reason(Followed followed) {
        List<String> reasons = ((Followed.Nothing) followed).reasons();
        return String.join("\n", reasons);
    }
}
