package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ValueTypesTest {
    private static final String FORTY = "a".repeat(40);
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Nested
    class A_model_name {
        @ParameterizedTest
        @ValueSource(strings = {"a", "7", "digits-classifier", "a--b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
        void is_1_to_40_lower_case_letters_digits_and_inner_hyphens(String text) {
            assertThat(new ModelName(text)).hasToString(text);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "-", "-a", "a-", "A", "a_b", "a.b", "a/b", "../../etc", "a b", "a\n", "ä", "a\u0000"})
        void is_nothing_else(String text) {
            assertThatThrownBy(() -> new ModelName(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("not a model name: '")
                    .hasMessageContaining("use 1 to 40 characters of a-z, 0-9 and '-'")
                    .message()
                    .doesNotContainPattern("\\p{Cntrl}");
        }

        @Test
        void ends_at_40_characters() {
            assertThat(ModelName.isValid(FORTY)).isTrue();
            assertThat(ModelName.isValid(FORTY + "a")).isFalse();
        }
    }

    @Nested
    class A_version {
        @ParameterizedTest
        @ValueSource(strings = {"1", "1.0.0", "v2_rc-1", "9f2c1e7", "2026-01-05"})
        void is_letters_digits_dots_underscores_and_hyphens(String text) {
            assertThat(new Version(text)).hasToString(text);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ".", "..", "-1", "_1", "1/2", "1 0", "1\r\n", "1:0", "1+build"})
        void is_nothing_else(String text) {
            assertThatThrownBy(() -> new Version(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("not a version: '");
        }

        @Test
        void ends_at_64_characters() {
            assertThatCode(() -> new Version("1".repeat(64))).doesNotThrowAnyException();
            assertThatThrownBy(() -> new Version("1".repeat(65))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class A_digest {
        @Test
        void knows_its_digits() {
            assertThat(new Digest("sha256:" + HEX).hex()).isEqualTo(HEX);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "sha256:", "sha256:abc", "md5:0123456789abcdef0123456789abcdef"})
        void is_sha256_and_64_digits(String text) {
            assertThatThrownBy(() -> new Digest(text))
                    .hasMessage("not a digest: '" + text + "', expected sha256:[0-9a-f]{64}");
        }

        @Test
        void is_written_in_lower_case() {
            assertThatThrownBy(() -> new Digest("sha256:" + HEX.toUpperCase(java.util.Locale.ROOT)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class A_sequence {
        @Test
        void goes_by_offset_within_an_epoch() {
            assertThat(new Sequence(1, 9)).isLessThan(new Sequence(1, 10)).isEqualByComparingTo(new Sequence(1, 9));
        }

        @Test
        void goes_by_epoch_first() {
            assertThat(new Sequence(1, Long.MAX_VALUE)).isLessThan(new Sequence(2, 0));
        }

        @Test
        void is_never_negative() {
            assertThatThrownBy(() -> new Sequence(-1, 0)).hasMessage("not a sequence: epoch -1, offset 0");
            assertThatThrownBy(() -> new Sequence(0, -1)).hasMessage("not a sequence: epoch 0, offset -1");
        }
    }

    @Nested
    class A_run_reference {
        @Test
        void is_addressed_by_model_and_version() {
            assertThat(Examples.RUN.subject()).isEqualTo("digits-classifier/9f2c1e7");
        }

        @Test
        void is_addressed_by_the_model_alone_until_the_version_is_known() {
            var early = new RunRef(Examples.RUN.run(), 0, Examples.MODEL, Optional.empty(), Examples.RUN.sequence());

            assertThat(early.subject()).isEqualTo("digits-classifier");
            assertThat(early.withVersion(Examples.VERSION)).isEqualTo(Examples.RUN);
        }

        @Test
        void has_no_negative_round() {
            assertThatThrownBy(() -> new RunRef(
                            Examples.RUN.run(), -1, Examples.MODEL, Optional.empty(), Examples.RUN.sequence()))
                    .hasMessage("round -1 of run " + Examples.RUN.run() + " is negative");
        }
    }

    @Nested
    class An_artifact_reference {
        private final Digest digest = new Digest("sha256:" + HEX);

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "file:///tmp/model",
                    "artifact://run/0/train",
                    "artifact://run/0/train/1/more",
                    "artifact://run/../../etc",
                    "artifact://run/0/%2e%2e/1",
                    "artifact:run/0/train/1",
                    "artifact://user@run/0/train/1"
                })
        void is_never_a_path(String text) {
            assertThatThrownBy(() -> new ArtifactRef(URI.create(text), digest, 1, ArtifactRef.FOLDER))
                    .hasMessage("not an artifact: '" + text + "', expected artifact://<run>/<round>/<stage>/<attempt>");
        }

        @Test
        void has_a_size() {
            assertThatThrownBy(() -> new ArtifactRef(URI.create("artifact://r/0/train/1"), digest, -1, "x"))
                    .hasMessage("sizeBytes is -1, expected 0 or more");
        }
    }

    @Nested
    class An_image_reference {
        private final Digest digest = new Digest("sha256:" + HEX);

        @Test
        void reads_as_repository_and_digest() {
            assertThat(new ImageRef("localhost:5000/team/digits", digest))
                    .hasToString("localhost:5000/team/digits@sha256:" + HEX);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "-v", "a b", "a\nb", "/etc"})
        void has_a_repository_that_is_no_option_path_or_line(String text) {
            assertThatThrownBy(() -> new ImageRef(text, digest)).hasMessageStartingWith("not a repository: '");
        }
    }

    @Nested
    class A_number_in_a_spec {
        @Test
        void is_finite() {
            assertThatThrownBy(() -> new PipelineSpec.Gate(
                            "accuracy", Optional.empty(), Optional.of(Double.NaN), Optional.empty(), Optional.empty()))
                    .hasMessage("min is NaN, expected a finite number");
            assertThatThrownBy(() ->
                            new PipelineSpec.Resources(Optional.of(Double.POSITIVE_INFINITY), Optional.empty(), 0))
                    .hasMessage("cpu is Infinity, expected a finite number");
        }
    }

    @Nested
    class Text_from_elsewhere {
        @Test
        void is_shown_on_one_line_without_what_cannot_be_seen() {
            assertThat(Text.excerpt("a\nb\u0000c\u202Ed\u2028e\uD800f")).isEqualTo("a?b?c?d?e?f");
        }

        @Test
        void is_cut() {
            assertThat(Text.line("é".repeat(500), 300)).hasSize(300).endsWith("é…");
        }

        @Test
        void is_never_cut_through_a_character() {
            assertThat(Text.line("ab😀cd", 4)).isEqualTo("ab?…");
        }
    }
}
