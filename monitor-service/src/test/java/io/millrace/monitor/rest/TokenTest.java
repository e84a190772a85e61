package io.millrace.monitor.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.monitor.MonitorConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenTest {
    private static final String SECRET = "0123456789abcdef";

    @TempDir
    Path folder;

    private static Token token(Map<String, String> properties) {
        return new Token(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(MonitorConfig.class)
                .build()
                .getConfigMapping(MonitorConfig.class));
    }

    private Token tokenOf(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);
        return token(Map.of("monitor.dashboard.token-file", file.toString()));
    }

    private static Problem refused(Token token, String authorization) {
        return catchThrowableOfType(Refusal.class, () -> token.require(authorization))
                .problem();
    }

    @Test
    void opens_to_who_knows_it() throws IOException {
        Token token = tokenOf(SECRET + "\n");

        assertThatCode(() -> token.require("Bearer " + SECRET)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "Bearer ", SECRET, "Basic " + SECRET, "Bearer 0123456789abcdeg", "Bearer 0123456789abcdef0"})
    void is_closed_to_who_does_not(String authorization) throws IOException {
        Problem problem = refused(tokenOf(SECRET), authorization);

        assertThat(problem.status()).isEqualTo(401);
        assertThat(problem.detail()).contains("monitor.dashboard.token-file").doesNotContain(SECRET);
    }

    @Test
    void is_closed_to_everybody_where_none_is_configured() {
        Problem problem = refused(token(Map.of()), "Bearer " + SECRET);

        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.detail()).contains("set monitor.dashboard.token-file");
    }

    @Test
    void is_closed_to_everybody_while_it_is_too_short() throws IOException {
        Problem problem = refused(tokenOf("short"), "Bearer short");

        assertThat(problem.status()).isEqualTo(503);
    }

    @Test
    void is_closed_to_everybody_while_its_file_cannot_be_read() {
        String nowhere = folder.resolve("nowhere").toString();

        Problem problem = refused(token(Map.of("monitor.dashboard.token-file", nowhere)), "Bearer " + SECRET);

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.detail()).doesNotContain(nowhere);
    }

    @Test
    void counts_as_soon_as_it_is_changed() throws IOException {
        Token token = tokenOf(SECRET);
        tokenOf("another-token-of-enough-bytes");

        assertThat(refused(token, "Bearer " + SECRET).status()).isEqualTo(401);
        assertThatCode(() -> token.require("Bearer another-token-of-enough-bytes"))
                .doesNotThrowAnyException();
    }
}
