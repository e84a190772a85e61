package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HomeTest {
    @TempDir
    Path folder;

    @Test
    void lies_where_the_environment_says() {
        assertThat(Home.of(Map.of("MILLRACE_HOME", "/srv/../srv/millrace")).folder())
                .isEqualTo(Path.of("/srv/millrace"));
    }

    @Test
    void lies_in_the_users_home_when_the_environment_says_nothing() {
        Path expected = Path.of(System.getProperty("user.home"), ".millrace");

        assertThat(Home.of(Map.of()).folder()).isEqualTo(expected);
        assertThat(Home.of(Map.of("MILLRACE_HOME", " ")).folder()).isEqualTo(expected);
    }

    @Test
    void is_marked_with_its_format_when_it_is_made() {
        home().open();

        assertThat(folder.resolve("new/format")).hasContent("1\n");
    }

    @Test
    void of_a_newer_format_is_left_alone() throws IOException {
        Files.createDirectories(folder.resolve("new"));
        Files.writeString(folder.resolve("new/format"), "2\n");

        assertThatThrownBy(() -> home().open()).isInstanceOfSatisfying(CannotGoOn.class, refused -> assertThat(
                        refused.failure().summary())
                .isEqualTo(folder.resolve("new/format")
                        + " says format '2', and this version of Millrace knows format 1"));
    }

    @Test
    void that_is_a_file_or_below_one_is_told_in_plain_words() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        for (Path place : new Path[] {file, file.resolve("below")}) {
            assertThatThrownBy(() ->
                            Home.of(Map.of("MILLRACE_HOME", place.toString())).open())
                    .isInstanceOf(CannotGoOn.class)
                    .hasMessage("the folder of Millrace, " + place + ", cannot be used: " + file + " is not a folder");
        }
    }

    @Test
    void with_something_in_the_way_is_told_without_names_of_exceptions() throws IOException {
        Files.createDirectories(folder.resolve("new"));
        Files.writeString(folder.resolve("new/logs"), "x");

        assertThatThrownBy(() -> home().open())
                .isInstanceOf(CannotGoOn.class)
                .hasMessageContaining("logs: may not be used")
                .hasMessageNotContaining("Exception");
    }

    private Home home() {
        return Home.of(Map.of("MILLRACE_HOME", folder.resolve("new").toString()));
    }
}
