package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DocumentTest {
    private static final String TWO =
            "# Figures\n\nAll of them.\n\n## One\n\nold\n\n### Part\n\nold\n\n## Two\n\nkept\n";

    @Test
    void a_section_takes_the_place_of_the_one_before_and_leaves_the_others_alone() {
        assertThat(Document.replaced(TWO, "One", "new\n\n### Part\n\nnew\n"))
                .isEqualTo("# Figures\n\nAll of them.\n\n## One\n\nnew\n\n### Part\n\nnew\n\n## Two\n\nkept\n");
    }

    @Test
    void a_section_that_was_not_there_comes_last() {
        assertThat(Document.replaced(TWO, "Three", "new")).isEqualTo(TWO + "\n## Three\n\nnew\n");
    }

    @Test
    void a_title_that_another_begins_with_is_another() {
        assertThat(Document.replaced("# F\n\n## One more\n\nkept\n", "One", "new"))
                .isEqualTo("# F\n\n## One more\n\nkept\n\n## One\n\nnew\n");
    }

    @Test
    void writing_the_same_twice_changes_nothing(@TempDir Path folder) throws IOException {
        var document = new Document(folder.resolve("docs/figures.md"));
        document.write("One", "text");
        String once = Files.readString(document.file());
        document.write("One", "text");
        assertThat(document.file()).hasContent(once);
        assertThat(once).startsWith("# ").endsWith("## One\n\ntext\n");
    }
}
