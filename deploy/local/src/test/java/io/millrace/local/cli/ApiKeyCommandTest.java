package io.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ApiKeyCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void prints_the_key_once_and_what_to_set_for_it() throws Exception {
        assertThat(run("--name", "ci", "--models", "digits,churn-*")).as(err()).isZero();

        List<String> lines = out().lines().toList();
        String key = lines.getFirst();
        assertThat(key).matches("mr_[A-Za-z0-9_-]{43}");
        assertThat(lines.subList(lines.size() - 2, lines.size()))
                .containsExactly(
                        "builder.http.keys.ci.hash=" + sha256(key), "builder.http.keys.ci.models=digits,churn-*");
        assertThat(out())
                .containsOnlyOnce(key)
                .contains(folder.resolve("builder.properties").toString());
    }

    @Test
    void makes_another_key_each_time() throws Exception {
        JsonNode one = document();
        JsonNode other = document();

        assertThat(one.path("hash").asText()).isEqualTo(sha256(one.path("key").asText()));
        assertThat(one.path("key")).isNotEqualTo(other.path("key"));
        assertThat(one.path("properties")).hasSize(2);
    }

    @Test
    void refuses_a_name_that_properties_cannot_hold() {
        assertThat(run("--name", "a=b", "--models", "*")).isEqualTo(1);

        assertThat(err()).contains("--name is 'a=b'", "letters, digits, hyphens");
        assertThat(out()).isEmpty();
    }

    private JsonNode document() throws Exception {
        assertThat(run("--name", "ci", "--models", "*", "--output", "json"))
                .as(err())
                .isZero();
        return MillraceTest.STRICT.readTree(out.toByteArray());
    }

    private static String sha256(String key) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        var all = new String[arguments.length + 1];
        all[0] = "api-key";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        var console = new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
        return Millrace.run(new Context(console, Home.of(Map.of("MILLRACE_HOME", folder.toString())), folder), all);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
