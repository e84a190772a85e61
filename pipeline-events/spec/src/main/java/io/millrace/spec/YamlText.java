package io.millrace.spec;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The text of a spec as YAML nodes that know their place.
 *
 * <p>The text comes from strangers. Composing recurses, so that depth is bounded on the flat stream of events before
 * anything is composed; aliases, which can make a small file very large, are refused.
 */
final class YamlText {
    private static final int MAX_CODE_POINTS = 64 * 1024;
    private static final int MAX_DEPTH = 20;
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setLabel(Problem.FILE)
            .setCodePointLimit(MAX_CODE_POINTS)
            .build();

    private final String text;
    private final Problems problems;

    YamlText(String text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /** The root of the only document; empty when a problem was told instead. */
    Optional<Node> compose() {
        if (text.codePointCount(0, text.length()) > MAX_CODE_POINTS) {
            tell("the file is longer than " + MAX_CODE_POINTS + " characters; keep data and long texts in other files");
            return Optional.empty();
        }
        try {
            return withinBounds() ? root() : Optional.empty();
        } catch (ReaderException e) {
            problems.add(markAt(e.getPosition()), "", unprintable(e.getCodePoint()));
        } catch (MarkedYamlEngineException e) {
            problems.add(e.getProblemMark().or(e::getContextMark), "", notYaml(e.getProblem()));
        } catch (YamlEngineException e) {
            tell(notYaml(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private Optional<Node> root() {
        Optional<Node> root = new Compose(SETTINGS).composeString(text);
        if (root.isEmpty()) {
            tell("the file is empty; it needs at least apiVersion, kind and model");
        }
        return root;
    }

    private boolean withinBounds() {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            switch (event) {
                case DocumentStartEvent start -> documents++;
                case CollectionStartEvent start -> depth++;
                case CollectionEndEvent end -> depth--;
                case AliasEvent alias -> refuse(alias, aliasRefused(alias));
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                refuse(event, "nested more than " + MAX_DEPTH + " deep; make it flatter");
                return false; // nothing good comes of reading on
            }
            if (documents > 1) {
                refuse(event, "a second document starts here; one file describes one model");
                return false;
            }
        }
        return problems.isEmpty();
    }

    private static String aliasRefused(AliasEvent alias) {
        return "alias '*" + Excerpt.of(alias.getAlias().getValue()) + "' is not allowed; write the value out";
    }

    private void refuse(Event event, String message) {
        problems.add(event.getStartMark(), "", message);
    }

    private void tell(String message) {
        problems.add(Optional.empty(), "", message);
    }

    private static String notYaml(String problem) {
        return "not valid YAML: " + problem + "; check indentation, quotes and brackets";
    }

    private static String unprintable(int codePoint) {
        return "character U+%04X is not allowed in YAML; remove it or write it as an escape in double quotes"
                .formatted(codePoint);
    }

    /** The library tells the place of an unreadable character by its index only. */
    private Optional<Mark> markAt(int codePointIndex) {
        int[] before = text.codePoints().limit(codePointIndex).toArray();
        int line = 0;
        int column = 0;
        for (int codePoint : before) {
            column = codePoint == '\n' ? 0 : column + 1;
            line += codePoint == '\n' ? 1 : 0;
        }
        return Optional.of(new Mark(Problem.FILE, codePointIndex, line, column, before, before.length));
    }
}
