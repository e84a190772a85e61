package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** {@code docs/events.md} quotes what is tested elsewhere; {@code -Dgolden.update=true} fills the quotations in. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EventsDocumentTest {
    private static final Path DOCUMENT = Path.of("../../docs/events.md");
    private static final Path SOURCES = Path.of("src/test/java/io/millrace/events");
    /** {@code <!-- quote FILE -->} or {@code <!-- quote FILE#TAG -->}, followed by a fenced block. */
    private static final Pattern QUOTATION = Pattern.compile(
            "<!-- quote (?<file>[^#\\s]+)(#(?<tag>\\S+))? -->\n```(?<language>\\w+)\n(?<text>.*?)```\n",
            Pattern.DOTALL);

    @BeforeAll
    static void update() {
        Golden.update(DOCUMENT, quoted(Golden.read(DOCUMENT)));
    }

    @Test
    void quotes_what_the_files_say() {
        Golden.assertMatches(DOCUMENT, quoted(Golden.read(DOCUMENT)));
    }

    @Test
    void shows_an_example_of_every_event() {
        assertThat(Golden.read(DOCUMENT))
                .contains(Arrays.stream(EventType.values())
                        .map(type -> "<!-- quote " + type.wireName() + ".json -->")
                        .toList());
    }

    @Test
    void lists_every_topic_with_its_events() {
        String document = Golden.read(DOCUMENT);
        for (Topic topic : Topic.values()) {
            String types = Arrays.stream(EventType.values())
                    .filter(type -> type.topic() == topic)
                    .map(type -> "`" + type.wireName().substring(EventType.NAMESPACE.length()) + "`")
                    .collect(Collectors.joining(", "));

            assertThat(document).contains("| `" + topic.name(Topic.DEFAULT_PREFIX) + "` | " + types + " |");
        }
    }

    private static String quoted(String document) {
        return QUOTATION.matcher(document).replaceAll(found -> Matcher.quoteReplacement(quotation(found.group())));
    }

    private static String quotation(String block) {
        Matcher parts = QUOTATION.matcher(block);
        assertThat(parts.matches()).isTrue();
        String opening = block.substring(0, parts.start("text"));
        String text = parts.group("tag") == null
                ? Golden.read(Golden.WIRE.resolve(parts.group("file")))
                : tagged(Golden.read(SOURCES.resolve(parts.group("file"))), parts.group("tag"));
        return opening + text + "```\n";
    }

    private static String tagged(String source, String tag) {
        int start = source.indexOf('\n', source.indexOf("// tag::" + tag + "[]")) + 1;
        int end = source.lastIndexOf('\n', source.indexOf("// end::" + tag + "[]"));
        return source.substring(start, end).stripIndent() + "\n";
    }
}
