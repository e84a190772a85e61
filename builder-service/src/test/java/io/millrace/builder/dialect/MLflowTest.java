package io.millrace.builder.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.builder.dialect.RegistryNews.What;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MLflowTest {
    private static final String SECRET = "the secret that MLflow keeps";
    private static final Instant NOON = Instant.ofEpochSecond(1_795_867_200);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final Dialect dialect = new MLflow();

    @Test
    void knows_what_was_signed_with_the_secret() {
        assertThat(proved(MlflowDelivery.signed("mlflow-version-created", SECRET, NOON), SECRET))
                .isTrue();
    }

    /** MLflow takes a secret's text for the key, also where it looks like a signing key. */
    @Test
    void knows_what_a_real_MLflow_sent() {
        var recorded = new Sent(
                Map.of(
                        "X-MLflow-Delivery-Id", "0b8a3d08-b3ad-48dc-820d-ae7dda9fdb1e",
                        "X-MLflow-Timestamp", "1795875686",
                        "X-MLflow-Signature", "v1,TWp4MMpLHu9+jF8d3NmBXrfu3kW/NNjmeFPuQGjwpkk="),
                Sent.example("mlflow-version-created"));

        assertThat(proved(recorded, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).isTrue();
    }

    @Test
    void does_not_know_another_secret_a_changed_body_id_or_time() {
        Sent sent = MlflowDelivery.signed("mlflow-version-created", SECRET, NOON);

        assertThat(proved(sent, "a secret that MLflow does not keep")).isFalse();
        assertThat(proved(sent.with("{}".getBytes(UTF_8)), SECRET)).isFalse();
        assertThat(proved(sent.with("X-MLflow-Delivery-Id", "another"), SECRET)).isFalse();
        assertThat(proved(
                        sent.with("X-MLflow-Timestamp", "" + NOON.plusSeconds(1).getEpochSecond()), SECRET))
                .isFalse();
        assertThat(proved(sent.with("X-MLflow-Signature", "v1,AAAA"), SECRET)).isFalse();
    }

    @Test
    void refuses_what_is_not_signed_as_MLflow_does_without_a_secret() {
        Sent sent = MlflowDelivery.signed("mlflow-version-created", SECRET, NOON);

        assertThat(refusal(sent.without("X-MLflow-Signature"))).isEqualTo(Refusal.UNSIGNED);
        assertThat(refusal(sent.without("X-MLflow-Delivery-Id"))).isEqualTo(Refusal.OTHER_SENDER);
        assertThat(refusal(sent.without("X-MLflow-Timestamp"))).isEqualTo(Refusal.OTHER_SENDER);
    }

    @Test
    void takes_the_same_request_again_for_minutes_because_MLflow_does_not_sign_it_anew() {
        var proof = dialect.proofs(MlflowDelivery.signed("mlflow-version-created", SECRET, NOON))
                .getFirst();

        assertThatCode(() -> proof.requireFresh(NOON.plusSeconds(299), FIVE_MINUTES))
                .doesNotThrowAnyException();
        var late = catchThrowableOfType(
                DeliveryRefused.class, () -> proof.requireFresh(NOON.plusSeconds(301), FIVE_MINUTES));
        assertThat(late.refusal()).isEqualTo(Refusal.STALE);
        assertThat(late.detail()).contains("301 s ago");
    }

    @Test
    void reads_that_a_version_was_made() {
        assertThat(read("mlflow-version-created"))
                .isEqualTo(new Message.Told(new RegistryNews("churn model", 1, new What.Created())));
    }

    @Test
    void reads_that_an_alias_was_set() {
        assertThat(read("mlflow-alias-created"))
                .isEqualTo(new Message.Told(new RegistryNews("churn model", 1, new What.AliasSet("champion"))));
    }

    @Test
    void reads_that_a_tag_was_set() {
        assertThat(read("mlflow-tag-set"))
                .isEqualTo(new Message.Told(new RegistryNews("churn model", 1, new What.TagSet("stage"))));
    }

    @ParameterizedTest
    @CsvSource({
        "registered_model, created",
        "model_version_tag, deleted",
        "model_version_alias, deleted",
        "prompt_version, created",
        "budget_policy, exceeded",
        "something, new"
    })
    void passes_over_what_is_no_news_of_a_version(String entity, String action) {
        String body = "{\"entity\": \"" + entity + "\", \"action\": \"" + action + "\", \"data\": {\"name\": \"x\"}}";

        assertThat(read(body.getBytes(UTF_8))).isEqualTo(new Message.Other(entity + "." + action));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"entity\": \"model_version\"}",
                "{\"entity\": \"model_version\", \"action\": \"created\"}",
                "{\"entity\": \"model_version\", \"action\": \"created\", \"data\": {\"name\": \"x\"}}",
                "{\"entity\": \"model_version\", \"action\": \"created\", \"data\": {\"name\": \"x\", \"version\": 7}}",
                "{\"entity\": \"model_version\", \"action\": \"created\", \"data\": {\"name\": \"x\", \"version\": \"-7\"}}",
                "{\"entity\": \"model_version\", \"action\": \"created\", \"data\": {\"name\": \"x\", \"version\": \"1e3\"}}",
                "{\"entity\": \"model_version\", \"action\": \"created\", \"data\": {\"name\": \"x\", \"version\": \"9999999999999999999\"}}",
            })
    void refuses_what_MLflow_does_not_send(String body) {
        var refused = catchThrowableOfType(DeliveryRefused.class, () -> read(body.getBytes(UTF_8)));

        assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
    }

    @Test
    void does_not_go_down_into_what_is_nested_deep() {
        byte[] deep = ("{\"entity\":" + "[".repeat(100_000)).getBytes(UTF_8);

        assertThat(catchThrowableOfType(DeliveryRefused.class, () -> read(deep)).refusal())
                .isEqualTo(Refusal.MALFORMED);
    }

    private Message read(String example) {
        return read(Sent.example(example));
    }

    private Message read(byte[] body) {
        return dialect.read(MlflowDelivery.signed(body, SECRET, NOON), body);
    }

    private boolean proved(Sent sent, String secret) {
        return dialect.proofs(sent).getFirst().holds(sent.body(), new Secret(secret));
    }

    private Refusal refusal(Sent sent) {
        return catchThrowableOfType(DeliveryRefused.class, () -> dialect.proofs(sent))
                .refusal();
    }
}
