package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.CannotGoOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GitSourceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.example.com/churn.git",
                "ssh://git@git.example.com/churn.git",
                "file:///srv/churn",
                "http://127.0.0.1:8080/a@b.git"
            })
    void passes_urls_on_as_they_are(String url) {
        assertThat(GitSource.url(url)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "https://bob:hunter2@git.example.com/x.git | Leave them out of the URL",
                "https://hunter2@git.example.com/x.git     | Leave them out of the URL",
                "HTTPS://bob:hunt@er2@git.example.com/x    | Leave them out of the URL",
                "ssh://git:hunter2@git.example.com/x.git   | Leave them out of the URL",
                "https://bob:hunt/er2@git.example.com/x    | Write it as in https",
                "https://git.example.com/x?token=hunter2   | Write it as in https",
                "bob:hunter2@git.example.com:x.git         | Leave them out",
                "``                                        | Give a URL",
                "git@git.example.com:x/y.git               | Write ssh://git@git.example.com/x/y.git.",
                "ext::sh -c hunter2                        | Write a whole URL with https",
                "gopher://git.example.com/x                | Write a whole URL with https",
            })
    void refuses_what_no_builder_takes_without_repeating_a_secret(String url, String remedy) {
        assertThatThrownBy(() -> GitSource.url(url)).isInstanceOfSatisfying(CannotGoOn.class, refused -> {
            assertThat(refused.failure().summary()).doesNotContain("hunt", "er2");
            assertThat(refused.failure().remedy()).startsWith(remedy).doesNotContain("hunt");
        });
    }

    @Test
    void makes_a_url_of_the_path_of_a_repository() throws IOException {
        Path repository = folder.resolve("my models");
        Files.createDirectories(repository.resolve(".git"));

        assertThat(GitSource.url(repository.toString())).startsWith("file:///").endsWith("/my%20models");
    }

    @Test
    void says_what_to_write_for_a_folder_inside_a_repository() throws IOException {
        Files.createDirectories(folder.resolve(".git"));
        Path inside = Files.createDirectories(folder.resolve("models/churn"));

        assertThatThrownBy(() -> GitSource.url(inside.toString()))
                .isInstanceOfSatisfying(CannotGoOn.class, refused -> assertThat(
                                refused.failure().remedy())
                        .isEqualTo("It is part of one: use --git " + folder + " --path models/churn."));
    }

    @Test
    void commits_a_sample_once_and_again_only_when_it_changes() throws IOException, GitAPIException {
        Path sample =
                Files.createDirectories(folder.resolve("sample/__pycache__")).getParent();
        Files.writeString(sample.resolve("train.py"), "1\r\n");
        Files.writeString(sample.resolve("__pycache__/train.pyc"), "x");
        Path one = folder.resolve("one");
        Path other = folder.resolve("other");

        SampleRepository.of(sample, one);
        SampleRepository.of(sample, one);
        SampleRepository.of(sample, other);

        assertThat(commits(one)).hasSize(1).isEqualTo(commits(other));
        assertThat(one.resolve("__pycache__")).doesNotExist();

        Files.delete(sample.resolve("train.py"));
        Files.writeString(sample.resolve("fit.py"), "2\n");
        SampleRepository.of(sample, one);

        assertThat(commits(one)).hasSize(2);
        assertThat(one.resolve("train.py")).doesNotExist();
    }

    private static List<String> commits(Path repository) throws IOException, GitAPIException {
        var commits = new ArrayList<String>();
        try (Git git = Git.open(repository.toFile())) {
            git.log().call().forEach(commit -> commits.add(commit.name()));
        }
        return commits;
    }
}
