package io.millrace.builder.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.MlflowDelivery;
import io.millrace.builder.dialect.Refusal;
import io.millrace.builder.dialect.Sent;
import io.millrace.builder.ingress.FakeRegistrar;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.ingress.RegistryDesk;
import io.millrace.builder.ingress.StartedRun;
import io.millrace.builder.source.GitUrl;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReceptionTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String SIGNING_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final FakeRegistrar registrar = new FakeRegistrar();
    private RegistryDesk desk = RegistryDesk.NONE;
    private Reception reception = reception(Configured.digits());

    @Test
    void registers_what_was_pushed_and_answers_with_its_ids() {
        Answer answer = receive(GitHubPush.push());

        Registration registration = registrar.registered.getFirst();
        assertThat(answer).isEqualTo(Answer.Registered.now(List.of(run(registration))));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo("{\"result\":\"registered\",\"runs\":[{\"model\":\"digits\",\"event\":\"" + registration.id()
                        + "\",\"run\":\"" + FakeRegistrar.runOf(registration) + "\"}]}");
    }

    @Test
    void knows_a_delivery_that_comes_again() {
        receive(GitHubPush.push());

        Answer again = receive(GitHubPush.push());

        assertThat(again).isEqualTo(Answer.Registered.before(List.of(run(registrar.registered.getFirst()))));
        assertThat(again.status()).isEqualTo(202);
        assertThat(registrar.registered).hasSize(1);
    }

    @Test
    void knows_what_it_says_when_it_comes_again_under_another_id() {
        receive(GitHubPush.push());

        Answer again = receive(GitHubPush.push().with("X-GitHub-Delivery", "another"));

        assertThat(again.label()).isEqualTo("replayed");
        assertThat(registrar.registered).hasSize(1);
    }

    @Test
    void knows_what_it_says_in_other_words() {
        receive(GitHubPush.push());
        byte[] reworded =
                text().replace("\"site_admin\": false", "\"site_admin\": true").getBytes(StandardCharsets.UTF_8);

        assertThat(receive(GitHubPush.signed("push", reworded)).label()).isEqualTo("replayed");
    }

    @Test
    void does_not_take_another_push_for_a_replay_because_its_id_is_the_same() {
        receive(GitHubPush.push());
        byte[] next = text().replace("0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c", "a".repeat(40))
                .getBytes(StandardCharsets.UTF_8);

        assertThat(receive(GitHubPush.signed("push", next)).label()).isEqualTo("registered");
        assertThat(registrar.registered).hasSize(2);
    }

    @Test
    void does_not_remember_what_the_broker_did_not_take() {
        registrar.mood = FakeRegistrar.Mood.REFUSES;
        assertThat(receive(GitHubPush.push()).label()).isEqualTo("unavailable");

        registrar.mood = FakeRegistrar.Mood.ACKNOWLEDGES;

        assertThat(receive(GitHubPush.push()).label()).isEqualTo("registered");
        assertThat(registrar.registered).extracting(Registration::id).containsExactly(id(), id());
    }

    private String id() {
        return registrar.registered.getFirst().id();
    }

    @Test
    void starts_runs_of_all_models_of_a_repository_that_want_it() {
        reception = reception(Configured.digits(
                "models.digits.path", "models/digits",
                "models.letters.host", "github",
                "models.letters.repository", "acme/digits",
                "models.letters.url", "https://github.com/acme/digits.git",
                "models.letters.path", "docs",
                "models.words.host", "github",
                "models.words.repository", "acme/digits",
                "models.words.url", "https://github.com/acme/digits.git",
                "models.words.path", "models/words"));

        receive(GitHubPush.push());

        assertThat(registrar.registered)
                .extracting(registration -> registration.event().model().value())
                .containsExactlyInAnyOrder("digits", "letters");
    }

    @Test
    void says_why_nothing_starts() {
        reception = reception(Configured.digits("models.digits.branches", "release/*"));

        Answer answer = receive(GitHubPush.push());

        assertThat(answer)
                .isEqualTo(new Answer.Ignored(
                        "ignored", List.of("branch 'main' is not among those of model digits: release/*")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(registrar.registered).isEmpty();
    }

    @Test
    void ignores_repositories_of_which_there_is_no_model() {
        byte[] other = text().replace("acme/digits", "acme/website").getBytes(StandardCharsets.UTF_8);

        Answer answer = receive(GitHubPush.signed("push", other));

        assertThat(answer.label()).isEqualTo("unknown-repository");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("'acme/website'");
    }

    @Test
    void ignores_a_repository_whose_own_secret_was_not_used() {
        reception = reception(Configured.digits("models.digits.secrets", "the secret of digits alone"));

        assertThat(receive(GitHubPush.push()).label()).isEqualTo("unknown-repository");
    }

    @Test
    void starts_runs_of_each_secrets_models_when_two_webhooks_tell_of_one_push() {
        reception = reception(Configured.digits(
                "models.digits.path", "models/digits",
                "models.digits.paths", "**",
                "models.letters.host", "github",
                "models.letters.repository", Configured.REPOSITORY,
                "models.letters.url", "https://github.com/acme/digits.git",
                "models.letters.path", "models/letters",
                "models.letters.paths", "**",
                "models.letters.secrets", "the secret of letters alone"));

        Answer ofTheHost = receive(GitHubPush.push());
        Answer ofItsOwn = receive(GitHubPush.push()
                .with(
                        "X-Hub-Signature-256",
                        "sha256="
                                + Sent.hex(
                                        "the secret of letters alone",
                                        GitHubPush.push().body())));

        assertThat(ofTheHost.label()).isEqualTo("registered");
        assertThat(ofItsOwn.label()).isEqualTo("registered");
        assertThat(registrar.registered)
                .extracting(registration -> registration.event().model().value())
                .containsExactly("digits", "letters");
    }

    @Test
    void answers_pings_and_ignores_other_events() {
        assertThat(receive(GitHubPush.signed("ping", "{}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(new Answer.Ignored("ping", List.of()));
        assertThat(receive(GitHubPush.signed("issues", "{}".getBytes(StandardCharsets.UTF_8)))
                        .body())
                .isEqualTo(
                        "{\"result\":\"ignored\",\"reasons\":[\"the event 'issues' starts no run, only pushes do\"]}");
    }

    @Test
    void says_what_is_wrong_and_what_to_do() {
        Answer answer = receive(GitHubPush.push().with("X-Hub-Signature-256", "sha256=" + "00".repeat(32)));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains(
                        "\"type\":\"https://millrace.io/problems/webhook-bad-signature\"",
                        "\"title\":\"Unauthorized\"",
                        "\"status\":401",
                        "\"detail\":\"the delivery is not signed with a secret that is known for github\"",
                        "\"remedy\":\"enter the same secret");
    }

    @Test
    void reads_nothing_that_is_not_proved() {
        Sent notEvenJson = GitHubPush.signed("push", "not JSON".getBytes(StandardCharsets.UTF_8));

        assertThat(receive(notEvenJson).label()).isEqualTo("malformed");
        assertThat(receive(notEvenJson.with("X-Hub-Signature-256", "sha256=" + "00".repeat(32)))
                        .label())
                .isEqualTo("bad-signature");
    }

    @Test
    void refuses_all_without_a_secret() {
        reception = reception(Configured.digits("github.secrets", ""));

        assertThat(receive(GitHubPush.push()).label()).isEqualTo("not-configured");
        assertThat(receive(GitHubPush.push()).status()).isEqualTo(403);
        assertThat(receive(GitHubPush.push().without("X-Hub-Signature-256")).label())
                .isEqualTo("not-configured");
    }

    @Test
    void refuses_a_form() {
        Answer answer = receive(GitHubPush.push().with("Content-Type", "application/x-www-form-urlencoded"));

        assertThat(answer.label()).isEqualTo(Refusal.NOT_JSON.label());
        assertThat(answer.status()).isEqualTo(415);
    }

    @Test
    void refuses_what_was_signed_too_long_ago() {
        reception = reception(Configured.with(
                "standard.secrets", SIGNING_KEY,
                "models.digits.host", "standard",
                "models.digits.repository", "acme/digits",
                "models.digits.url", "https://git.example.org/acme/digits.git"));

        assertThat(receive(standard(NOON.minusSeconds(299))).label()).isEqualTo("registered");
        assertThat(receive(standard(NOON.minusSeconds(301))).label()).isEqualTo("stale");
    }

    @Test
    void asks_the_registry_what_follows_from_its_news() {
        var run = new StartedRun(new ModelName("churn"), "event", new RunId("r" + "a".repeat(20)));
        desk = news -> CompletableFuture.completedFuture(new RegistryDesk.Followed.Runs(List.of(run), false));
        reception = reception(Configured.with("mlflow.secrets", "the secret that MLflow keeps"));
        Sent news = MlflowDelivery.signed("mlflow-version-created", "the secret that MLflow keeps", NOON);

        assertThat(receive(news)).isEqualTo(Answer.Registered.now(List.of(run)));
        assertThat(receive(news)).isEqualTo(Answer.Registered.before(List.of(run)));
        assertThat(registrar.registered).isEmpty();
    }

    @Test
    void asks_no_registry_before_its_news_are_proved() {
        desk = news -> {
            throw new IllegalStateException("was asked");
        };
        Sent news = MlflowDelivery.signed("mlflow-version-created", "the secret that MLflow keeps", NOON);

        reception = reception(Configured.with("mlflow.secrets", "another secret of MLflow"));
        assertThat(receive(news).label()).isEqualTo("bad-signature");
        assertThat(receive(news.without("X-MLflow-Signature")).label()).isEqualTo("unsigned");
        reception = reception(Configured.digits());
        assertThat(receive(news).label()).isEqualTo("not-configured");
        reception = reception(Configured.with("mlflow.secrets", "the secret that MLflow keeps"));
        assertThat(receive(MlflowDelivery.signed(
                                "mlflow-version-created", "the secret that MLflow keeps", NOON.minusSeconds(301)))
                        .label())
                .isEqualTo("stale");
    }

    @Test
    void takes_news_signed_with_the_old_secret_of_a_registry_and_with_the_new_one() {
        reception = reception(Configured.with("mlflow.secrets", "the old secret of MLflow,the new secret of MLflow"));

        for (String secret : List.of("the old secret of MLflow", "the new secret of MLflow")) {
            Answer answer = receive(MlflowDelivery.signed("mlflow-version-created", secret, NOON));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("no model is configured in millrace.mlflow");
        }
    }

    @Test
    void answers_what_the_registry_is_asked_for_in_vain() {
        Sent news = MlflowDelivery.signed("mlflow-version-created", "the secret that MLflow keeps", NOON);
        desk = told -> CompletableFuture.failedFuture(
                new DeliveryRefused(Refusal.VERSION_REFUSED, "version 7 has no commit", "set a tag"));
        reception = reception(Configured.with("mlflow.secrets", "the secret that MLflow keeps"));

        Answer answer = receive(news);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("webhook-version-refused", "version 7 has no commit", "set a tag");
    }

    @Test
    void is_told_of_no_push_by_a_registry() {
        assertThatThrownBy(() -> reception(Configured.digits("models.digits.host", "mlflow")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("host is 'mlflow'; it is one of github,");
    }

    @Test
    void does_not_start_on_an_unknown_kind_of_host() {
        assertThatThrownBy(() -> reception(Configured.digits("models.digits.host", "sourcehut")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("millrace.webhooks.models.digits.host is 'sourcehut'; it is one of github, gitlab, gitea,"
                        + " bitbucket, bitbucket-dc, standard");
    }

    @Test
    void does_not_start_with_two_models_in_one_place() {
        assertThatThrownBy(() -> reception(Configured.digits(
                        "models.letters.host", "github",
                        "models.letters.repository", "Acme/Digits",
                        "models.letters.url", "https://github.com/acme/digits.git")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("two models are at github/acme/digits");
    }

    private Reception reception(WebhooksConfig config) {
        return WebhookBeans.reception(
                config, new GitUrl.Rules(false, false), registrar, desk, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private Answer receive(Sent sent) {
        String name = sent.find("webhook-id").isPresent()
                ? "standard"
                : sent.find("X-MLflow-Delivery-Id").isPresent() ? "mlflow" : "github";
        Dialect dialect = Dialect.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return reception.receive(new Delivery(dialect, sent, sent.body())).join();
    }

    private static StartedRun run(Registration registration) {
        return StartedRun.of(registration);
    }

    private static String text() {
        return new String(Sent.example("github-push"), StandardCharsets.UTF_8);
    }

    private static Sent standard(Instant at) {
        byte[] body = Sent.example("standard-push");
        String timestamp = Long.toString(at.getEpochSecond());
        return new Sent(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        "1",
                        "webhook-timestamp",
                        timestamp,
                        "webhook-signature",
                        Sent.v1(SIGNING_KEY, "1", timestamp, body)),
                body);
    }
}
