package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RunIdTest {
    private static final URI SOURCE = URI.create("https://registry.example.com/models");

    @Test
    void is_the_start_of_the_base32_of_the_sha256_over_source_and_id() {
        // Python: base64.b32encode(hashlib.sha256(b"https://registry.example.com/models\0digits-…").digest())
        assertThat(RunId.of(SOURCE, "digits-classifier-2026-01-05")).hasToString("rrlqi3q46pnacha63aow2");
    }

    @Test
    void is_the_same_for_the_same_registration() {
        assertThat(RunId.of(SOURCE, "1")).isEqualTo(RunId.of(URI.create(SOURCE.toString()), "1"));
    }

    @Test
    void differs_with_the_id_and_with_the_source() {
        Set<RunId> runs = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            runs.add(RunId.of(SOURCE, "registration-" + i));
            runs.add(RunId.of(URI.create("/source/" + i), "registration"));
        }

        assertThat(runs).hasSize(2000);
    }

    @Test
    void tells_where_the_source_ends_and_the_id_begins() {
        assertThat(RunId.of(URI.create("/a"), "bc")).isNotEqualTo(RunId.of(URI.create("/ab"), "c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r",
                "Rabcdefghijklmnopqrst",
                "r0bcdefghijklmnopqrst",
                "rabcdefghijklmnopqrstu",
                "r../../etc/passwd/abcd"
            })
    void refuses_what_is_none(String text) {
        assertThatThrownBy(() -> new RunId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a run id: '" + text + "', expected r[a-z2-7]{20}");
    }
}
