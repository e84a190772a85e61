package io.millrace.builder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GitUrlTest {
    private static final GitUrl.Rules STRICT = new GitUrl.Rules(false, false);
    private static final GitUrl.Rules OPEN = new GitUrl.Rules(true, true);

    @ParameterizedTest
    @CsvSource({
        "https://git.example.org/team/model.git, git.example.org",
        "https://git.example.org:8443/team/model, git.example.org",
        "ssh://git@git.example.org/team/model.git, git.example.org",
        "ssh://git.example.org:2222/team/model.git, git.example.org",
        "https://[2001:db8::1]/model.git, [2001:db8::1]",
    })
    void takes(String url, String host) {
        assertThat(GitUrl.of(url, STRICT).host()).contains(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "model.git",
                "/etc",
                "git@git.example.org:team/model.git",
                "-oProxyCommand=touch /tmp/x",
                "--upload-pack=touch",
                "ext::sh -c touch",
                "git://git.example.org/model.git",
                "ftp://git.example.org/model.git",
                "HTTPS+evil://git.example.org/x",
                "http://git.example.org/model.git",
                "file:///srv/model.git",
                "https://user:secret@git.example.org/model.git",
                "https://token@git.example.org/model.git",
                "ssh://git:secret@git.example.org/model.git",
                "ssh://-oProxyCommand=x/model.git",
                "ssh://-x@git.example.org/model.git",
                "ssh://git.example.org/-oProxyCommand=x",
                "https://git.example.org/../etc",
                "https://git.example.org/a/..",
                "https://git.example.org/a%2f..%2f..%2fb",
                "https://git.example.org/a%0ab",
                "https://git.example.org/a%00",
                "https://git.example.org/a b",
                "https://git.example.org/a\nb",
                "https://git.example.org/a\\b",
                "https://git.example.org/$(touch x)",
                "https://git.example.org/`touch`",
                "https://git.example.org/a?b",
                "https://git.example.org/a#b",
                "https://git.example.org",
                "https://git.example.org/",
                "https:///model.git",
                "https:model.git",
                "https://git_example.org/model.git",
                "ssh://gít.example.org/model.git",
            })
    void refuses(String url) {
        var refused = catchThrowableOfType(SourceRefused.class, () -> GitUrl.of(url, STRICT));

        assertThat(refused).isNotNull();
        assertThat(refused.failure().code()).isEqualTo("git-url-refused");
    }

    @Test
    void takes_http_and_file_only_where_allowed() {
        assertThat(GitUrl.of("http://localhost:1234/model.git", OPEN).host()).contains("localhost");
        assertThat(GitUrl.of("file:///srv/model", OPEN))
                .isEqualTo(new GitUrl("file", Optional.empty(), "file:///srv/model"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://host/srv/model", "file:model", "file:///"})
    void refuses_odd_files_even_where_files_are_allowed(String url) {
        assertThat(catchThrowableOfType(SourceRefused.class, () -> GitUrl.of(url, OPEN)))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:secret@git.example.org/model.git",
                "http://user:secret@git.example.org/model.git",
                "https://user:secret@git.example.org/a b/model.git",
                "user:secret@git.example.org/model.git",
                "https://user:secret@git.example.org:port/model.git",
            })
    void does_not_repeat_a_password_whatever_else_is_wrong(String url) {
        var refused = catchThrowableOfType(SourceRefused.class, () -> GitUrl.of(url, STRICT));

        assertThat(refused.failure().summary()).doesNotContain("secret").contains("git.example.org");
    }
}
