package io.millrace.builder.mlflow;

import static io.millrace.builder.mlflow.Given.CHURN;
import static io.millrace.builder.mlflow.Given.COMMIT;
import static io.millrace.builder.mlflow.Given.TAGGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.builder.mlflow.RegistryTrouble.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MlflowRegistryTest {
    @TempDir
    Path folder;

    private final RegistryStandIn mlflow = new RegistryStandIn();
    private final List<String> results = new CopyOnWriteArrayList<>();
    private MlflowRegistry registry = registry(Duration.ofSeconds(10), Optional.empty(), Optional.empty());

    @AfterEach
    void close() {
        registry.close();
        mlflow.close();
    }

    @Test
    void tells_a_version_with_its_tags_run_and_aliases() {
        mlflow.create(CHURN, Optional.of("5e1f"), TAGGED);
        mlflow.alias(CHURN, "champion", 1);

        assertThat(Look.answer(registry.version(CHURN, 1)))
                .contains(new ModelVersion(
                        1, 1_795_867_201_000L, true, Optional.of("5e1f"), TAGGED, List.of("champion")));
        assertThat(Look.answer(registry.version(CHURN, 2))).isEmpty();
        assertThat(results).containsOnly("answered");
    }

    @Test
    void tells_which_version_an_alias_names_and_the_tags_of_a_run() {
        mlflow.create(CHURN, Map.of());
        mlflow.alias(CHURN, "champion", 1);
        mlflow.run("5e1f", Map.of("mlflow.source.git.commit", COMMIT));

        assertThat(Look.answer(registry.aliases(CHURN))).contains(Map.of("champion", 1L));
        assertThat(Look.answer(registry.aliases("another"))).isEmpty();
        assertThat(Look.answer(registry.runTags("5e1f"))).contains(Map.of("mlflow.source.git.commit", COMMIT));
        assertThat(Look.answer(registry.runTags("6f2a"))).isEmpty();
    }

    @Test
    void turns_pages() {
        for (int i = 0; i < 5; i++) {
            mlflow.create(CHURN, Map.of());
        }
        mlflow.page = 2;

        Registry.Page first = Look.answer(registry.versions(CHURN, Optional.empty()));
        Registry.Page second = Look.answer(registry.versions(CHURN, first.next()));
        Registry.Page third = Look.answer(registry.versions(CHURN, second.next()));

        assertThat(first.versions()).extracting(ModelVersion::number).containsExactly(5L, 4L);
        assertThat(third.versions()).extracting(ModelVersion::number).containsExactly(1L);
        assertThat(third.next()).isEmpty();
        assertThat(Look.answer(registry.versions("another", Optional.empty())).versions())
                .isEmpty();
    }

    @Test
    void asks_for_names_as_they_are() {
        for (String name : List.of("it's & that?", "100 % \"sure\"", "ü/ñ#=+")) {
            mlflow.create(name, Map.of());

            assertThat(Look.answer(registry.version(name, 1))).isPresent();
            assertThat(Look.answer(registry.versions(name, Optional.empty())).versions())
                    .hasSize(1);
        }
    }

    @Test
    void logs_in_with_a_token_or_a_password_that_it_reads_for_each_request() throws IOException {
        Path file = Files.writeString(folder.resolve("login"), "old\n");
        mlflow.create(CHURN, Map.of());

        registry = registry(Duration.ofSeconds(10), Optional.of(file), Optional.empty());
        mlflow.authorization = Optional.of("Bearer new");
        assertThat(trouble().kind()).isEqualTo(Kind.UNAUTHORIZED);
        Files.writeString(file, "new\n");
        assertThat(Look.answer(registry.version(CHURN, 1))).isPresent();

        Files.writeString(file, "millrace:s3cret\n");
        registry = registry(Duration.ofSeconds(10), Optional.empty(), Optional.of(file));
        mlflow.authorization = Optional.of("Basic bWlsbHJhY2U6czNjcmV0");
        assertThat(Look.answer(registry.version(CHURN, 1))).isPresent();
    }

    @Test
    void says_that_a_token_is_wrong_or_unusable_and_does_not_tell_it() throws IOException {
        Path file = Files.writeString(folder.resolve("login"), "hunter2\n");
        registry = registry(Duration.ofSeconds(10), Optional.of(file), Optional.empty());
        mlflow.authorization = Optional.of("Bearer another");

        assertThat(trouble().detail()).contains("refuses us with status 401").doesNotContain("hunter2");
        assertThat(trouble().remedy()).contains("millrace.mlflow.token-file");

        Files.writeString(file, "hunter2\u0001\r\n");
        assertThat(trouble().detail()).contains("token-file, " + file).doesNotContain("hunter2");
        Files.delete(file);
        assertThat(trouble().detail()).contains("cannot be read");
        assertThat(trouble().kind()).isEqualTo(Kind.UNAUTHORIZED);
    }

    @ParameterizedTest
    @CsvSource({
        "500, UNAVAILABLE",
        "503, UNAVAILABLE",
        "429, UNAVAILABLE",
        "403, UNAUTHORIZED",
        "400, NOT_UNDERSTOOD",
        "404, NOT_UNDERSTOOD",
        "204, NOT_UNDERSTOOD"
    })
    void tells_kinds_of_trouble_apart(int status, Kind kind) {
        mlflow.mood = Optional.of(exchange -> RegistryStandIn.send(exchange, status, "text/html", ""));

        assertThat(trouble().kind()).isEqualTo(kind);
        assertThat(trouble().detail()).contains("" + status, mlflow.url().toString());
        assertThat(results).containsOnly(kind.label());
    }

    @Test
    void follows_no_redirection() {
        mlflow.mood = Optional.of(exchange -> {
            exchange.getResponseHeaders().set("Location", mlflow.url() + "/elsewhere");
            RegistryStandIn.send(exchange, 302, "text/html", "");
        });

        assertThat(trouble().detail()).contains("302, a redirection, which is not followed");
        assertThat(mlflow.asked).noneMatch(asked -> asked.contains("elsewhere"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "<html>Sign in</html>",
                "[]",
                "{}",
                "{\"model_version\": null}",
                "{\"model_version\": {\"version\": \"1\"}}",
                "{\"model_version\": {\"version\": \"one\", \"creation_timestamp\": 1}}",
                "{\"model_version\": {\"version\": \"-1\", \"creation_timestamp\": 1}}",
                "{\"model_version\": {\"version\": \"1\", \"creation_timestamp\": -1}}",
                "{\"model_version\": {\"version\": \"1\", \"creation_timestamp\": 1, \"tags\": {\"a\": \"b\"}}}",
                "{\"model_version\": {\"version\": \"1\", \"creation_timestamp\": 1, \"tags\": [null]}}",
            })
    void does_not_understand_what_MLflow_does_not_say(String answer) {
        mlflow.mood = Optional.of(exchange -> RegistryStandIn.send(exchange, 200, "application/json", answer));

        assertThat(trouble().kind()).isEqualTo(Kind.NOT_UNDERSTOOD);
    }

    @Test
    void does_not_go_down_into_what_is_nested_deep() {
        mlflow.mood = Optional.of(exchange ->
                RegistryStandIn.send(exchange, 200, "application/json", "{\"model_version\":" + "[".repeat(100_000)));

        assertThat(trouble().kind()).isEqualTo(Kind.NOT_UNDERSTOOD);
    }

    @Test
    void does_not_read_an_answer_without_end() {
        mlflow.mood = Optional.of(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[64 * 1024];
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseBody().write(part);
            }
        });

        assertThat(trouble().detail()).contains("more than the 16 MiB allowed");
    }

    @Test
    void does_not_wait_for_who_is_silent_or_drips() {
        registry = registry(Duration.ofMillis(300), Optional.empty(), Optional.empty());
        mlflow.mood = Optional.of(exchange -> mlflow.hold());
        assertThat(trouble().kind()).isEqualTo(Kind.UNAVAILABLE);

        mlflow.mood = Optional.of(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            mlflow.hold();
        });
        assertThat(trouble().detail()).contains("does not answer within");
    }

    @Test
    void says_that_nobody_is_there() {
        mlflow.close();

        assertThat(trouble().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(trouble().detail()).contains("cannot be reached: ConnectException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlflow.example.org",
                "file:///etc/passwd",
                "https:///",
                "https://user:hunter2@mlflow.example.org",
                "https://mlflow.example.org/?token=hunter2"
            })
    void is_at_no_such_address(String url) {
        assertThatThrownBy(() -> MlflowRegistry.requireAddress(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.mlflow.url")
                .hasMessageNotContaining("hunter2");
    }

    private RegistryTrouble trouble() {
        return catchThrowableOfType(RegistryTrouble.class, () -> Look.answer(registry.version(CHURN, 1)));
    }

    private MlflowRegistry registry(Duration patience, Optional<Path> token, Optional<Path> password) {
        return new MlflowRegistry(mlflow.url(), new Login(token, password), patience, results::add);
    }
}
