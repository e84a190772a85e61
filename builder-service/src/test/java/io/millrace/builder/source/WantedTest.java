package io.millrace.builder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WantedTest {
    private static final String A = "aaaaaaaa".repeat(5);
    private static final String B = "bbbbbbbb".repeat(5);
    private static final Map<String, String> HAS = Map.of(
            "HEAD", A, "refs/heads/main", A, "refs/heads/release/1", B, "refs/tags/v1.0", B, "refs/tags/main", B);

    @ParameterizedTest
    @CsvSource({
        "main, refs/heads/main",
        "release/1, refs/heads/release/1",
        "v1.0, refs/tags/v1.0",
        "refs/tags/main, refs/tags/main",
    })
    void finds_a_name(String revision, String ref) {
        assertThat(wanted(revision)).isEqualTo(new Wanted.Ref(ref));
    }

    @Test
    void takes_the_default_branch_when_nothing_is_said() {
        assertThat(Wanted.of(Optional.empty(), HAS, "url")).isEqualTo(new Wanted.Ref("HEAD"));
    }

    @Test
    void takes_a_full_id_whether_it_has_a_name_or_not() {
        assertThat(wanted("c".repeat(40))).isEqualTo(new Wanted.CommitId("c".repeat(40)));
    }

    @Test
    void takes_a_short_id_of_a_tip() {
        assertThat(wanted("BBBBBBB")).isEqualTo(new Wanted.CommitId(B));
    }

    @Test
    void names_what_comes_close() {
        var refused = catchThrowableOfType(SourceRefused.class, () -> wanted("releas/1"));

        assertThat(refused.failure().code()).isEqualTo("git-ref-not-found");
        assertThat(refused.failure().summary()).contains("'releas/1'");
        assertThat(refused.failure().remedy()).startsWith("name one that it has, for example 'release/1'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-x", "--upload-pack=x", "a b", "a..b", "a\nb", "a:b", "main^{}", "main~1", "@{1}", "ccccccc"
            })
    void refuses(String revision) {
        var refused = catchThrowableOfType(SourceRefused.class, () -> wanted(revision));

        assertThat(refused.failure().code()).isEqualTo("git-ref-not-found");
    }

    @Test
    void says_that_a_repository_is_empty() {
        var refused =
                catchThrowableOfType(SourceRefused.class, () -> Wanted.of(Optional.empty(), Map.of(), "file:///x"));

        assertThat(refused.failure().summary()).contains("it is empty");
    }

    private static Wanted wanted(String revision) {
        return Wanted.of(Optional.of(revision), HAS, "https://git.example.org/model.git");
    }
}
