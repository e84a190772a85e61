package io.millrace.builder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SelectionTest {
    private static final List<String> EVERYTHING = List.of("**");
    private static final TreeEntry.File TRAIN = file("train.py", 10);
    private static final TreeEntry.File SERVE = file("serve.py", 20);
    private static final TreeEntry.File DATA = file("data/a/digits.csv", 30);

    private final Selection selection = new Selection(new Selection.Limits(3, 100, 150));

    @Test
    void takes_what_the_patterns_choose_in_order_of_paths() {
        var files = selection.of(List.of(TRAIN, SERVE, DATA), List.of("train.py", "data/**"));

        assertThat(files).containsExactly(DATA, TRAIN);
    }

    @Test
    void takes_a_file_once_however_many_patterns_choose_it() {
        assertThat(selection.of(List.of(TRAIN), List.of("*.py", "train.py", "**")))
                .containsExactly(TRAIN);
    }

    @Test
    void refuses_a_pattern_that_chooses_nothing() {
        assertThat(refused(List.of(TRAIN), List.of("*.py", "tain.py")).failure())
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("include-matches-nothing"))
                .satisfies(failure -> assertThat(failure.summary()).contains("'tain.py'"));
    }

    @Test
    void puts_the_file_in_the_place_of_a_link_to_it() {
        var link = new TreeEntry.Link("data/b/link.csv", "../a/./digits.csv");
        var again = new TreeEntry.Link("short.csv", "data/b/link.csv");

        var files = selection.of(List.of(DATA, link, again), EVERYTHING);

        assertThat(files).containsExactly(DATA, DATA.at("data/b/link.csv"), DATA.at("short.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../other/file", "a/../../train.py", "missing.py", "data", "link", ""})
    void refuses_a_link_that_leads_to_no_file_of_the_folder(String target) {
        var link = new TreeEntry.Link("link", target);

        assertThat(refused(List.of(TRAIN, DATA, link), EVERYTHING).failure().code())
                .isEqualTo("link-refused");
    }

    @Test
    void minds_no_link_that_is_not_chosen() {
        var link = new TreeEntry.Link("link", "/etc/passwd");

        assertThat(selection.of(List.of(TRAIN, link), List.of("*.py"))).containsExactly(TRAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"**", "lib/**", "lib"})
    void refuses_a_submodule_that_is_chosen(String pattern) {
        var submodule = new TreeEntry.Submodule("lib");

        assertThat(refused(List.of(TRAIN, submodule), List.of(pattern))
                        .failure()
                        .code())
                .isEqualTo("submodule-not-supported");
    }

    @Test
    void refuses_names_that_mean_deletion_in_a_layer() {
        assertThat(refused(List.of(file("a/.wh.b/c", 1)), EVERYTHING).failure().code())
                .isEqualTo("file-name-refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000b", "\u001b[2J"})
    void refuses_names_with_control_characters(String name) {
        assertThat(refused(List.of(file(name, 1)), EVERYTHING).failure().code()).isEqualTo("file-name-refused");
    }

    @Test
    void refuses_names_that_are_longer_than_a_disk_takes() {
        String longest = "d/" + "ü".repeat(127);

        assertThat(selection.of(List.of(file(longest, 1)), EVERYTHING)).hasSize(1);
        assertThat(refused(List.of(file(longest + "xx", 1)), EVERYTHING)
                        .failure()
                        .code())
                .isEqualTo("file-name-refused");
    }

    @Test
    void refuses_too_many_files() {
        var files = List.<TreeEntry>of(file("1", 1), file("2", 1), file("3", 1), file("4", 1));

        assertThat(refused(files, EVERYTHING).failure().summary()).isEqualTo("4 files are more than 3");
    }

    @Test
    void refuses_a_file_that_is_too_large() {
        assertThat(refused(List.of(file("model.bin", 101)), EVERYTHING)
                        .failure()
                        .summary())
                .isEqualTo("'model.bin' has 101 bytes, more than 100 bytes");
    }

    @Test
    void refuses_files_that_are_too_large_together() {
        var failure = refused(List.of(file("a", 80), file("b", 90)), EVERYTHING).failure();

        assertThat(failure.code()).isEqualTo("source-too-large");
        assertThat(failure.summary()).contains("170 bytes together", "the largest are 'b', 'a'");
    }

    private SourceRefused refused(List<? extends TreeEntry> folder, List<String> include) {
        return catchThrowableOfType(SourceRefused.class, () -> selection.of(List.copyOf(folder), include));
    }

    private static TreeEntry.File file(String path, long bytes) {
        return new TreeEntry.File(path, false, "id-of-" + path, bytes);
    }
}
