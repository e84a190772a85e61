package io.millrace.builder.http;

import static io.millrace.builder.http.Configured.KEY;
import static io.millrace.builder.http.Configured.NEXT_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.builder.HttpConfig;
import io.millrace.events.ModelName;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ApiKeysTest {

    @Test
    void know_a_key_by_its_hash_and_nothing_that_is_near_it() {
        ApiKeys keys = keys(Configured.key());

        assertThat(keys.find(KEY)).map(Caller::name).contains("key ci");
        assertThat(keys.find(KEY + "a")).isEmpty();
        assertThat(keys.find(KEY.substring(0, KEY.length() - 1))).isEmpty();
        assertThat(keys.find("")).isEmpty();
    }

    @Test
    void do_not_take_the_hash_for_the_key() {
        assertThat(keys(Configured.key()).find(DigestUtils.sha256Hex(KEY))).isEmpty();
    }

    @Test
    void take_two_keys_while_one_follows_the_other() {
        String hashes = DigestUtils.sha256Hex(KEY) + ", "
                + DigestUtils.sha256Hex(NEXT_KEY).toUpperCase(Locale.ROOT);
        ApiKeys keys = keys(Configured.key("keys.ci.hash", hashes));

        assertThat(keys.find(KEY)).isPresent().isEqualTo(keys.find(NEXT_KEY));
    }

    @Test
    void open_the_models_that_are_configured_for_them_and_no_other() {
        Caller caller = keys(Configured.key()).find(KEY).orElseThrow();

        caller.requireMay(new ModelName("digits"));
        caller.requireMay(new ModelName("churn-eu"));
        Refused refused = catchThrowableOfType(Refused.class, () -> caller.requireMay(new ModelName("digits-two")));
        assertThat(refused.refusal()).isEqualTo(Refusal.MODEL_NOT_ALLOWED);
        assertThat(refused.detail()).isEqualTo("'key ci' may not register model 'digits-two'");
        assertThat(refused.remedy()).endsWith("builder.http.keys.\"ci\".models");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mr_the-key-itself-instead-of-its-hash", "abc", "zz"})
    void do_not_start_with_what_is_no_hash_and_do_not_tell_it(String hash) {
        assertThatThrownBy(() -> keys(Configured.key("keys.ci.hash", hash)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("builder.http.keys.\"ci\".hash")
                .hasMessageContaining("./millrace api-key")
                .hasMessageNotContaining(hash + "'")
                .hasMessageNotContaining("the-key-itself");
    }

    @Test
    void do_not_start_with_a_pattern_that_is_none() {
        assertThatThrownBy(() -> keys(Configured.key("keys.ci.models", "[a-z]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("builder.http.keys.\"ci\".models: '[a-z]'");
    }

    @Test
    void do_not_start_when_two_callers_have_one_key() {
        assertThatThrownBy(() ->
                        keys(Configured.key("keys.other.hash", DigestUtils.sha256Hex(KEY), "keys.other.models", "*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give each caller a key of its own");
    }

    private static ApiKeys keys(HttpConfig config) {
        return ApiKeys.of(config.keys());
    }
}
