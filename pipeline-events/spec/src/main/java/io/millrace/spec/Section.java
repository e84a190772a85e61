package io.millrace.spec;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of the file. What is asked for is thereby known; {@link #close()} tells of every key that nobody asked for.
 */
final class Section {
    private final String path;
    private final Node place;
    private final Problems problems;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    /** @param place told for what is missing: the section's own key where it has one */
    Section(String path, Node place, MappingNode mapping, Problems problems) {
        this.path = path;
        this.place = place;
        this.problems = problems;
        mapping.getValue().forEach(this::enter);
    }

    private void enter(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            problems.add(entry.getKeyNode(), path, "a key must be a single word; write 'key: value'");
            return;
        }
        NodeTuple first = entries.putIfAbsent(key.getValue(), entry);
        if (first != null) {
            int line = first.getKeyNode().getStartMark().orElseThrow().getLine() + 1;
            problems.add(key, child(key.getValue()), "given twice, first in line " + line + "; keep one of them");
        }
    }

    Optional<Field> find(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key)).map(entry -> field(key, entry));
    }

    /** @param remedy what to add when it is missing */
    Optional<Field> require(String key, String remedy) {
        Optional<Field> field = find(key);
        if (field.isEmpty()) {
            missing.put(key, remedy);
        }
        return field;
    }

    /** A problem with the section as a whole. */
    void refuse(String message) {
        problems.add(place, path, message);
    }

    /** Every entry, whatever its key; for sections whose keys the author chooses. */
    void each(Consumer<Field> entry) {
        known.addAll(entries.keySet());
        entries.forEach((key, tuple) -> entry.accept(field(key, tuple)));
    }

    /** Tells of all keys that nobody asked for, and of those that were asked for in vain. */
    void close() {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                problems.add(entry.getKeyNode(), child(key), unknown(key));
                Nearest.to(key, known).ifPresent(missing::remove); // misspelt, and told as such
            }
        });
        missing.forEach((key, remedy) -> problems.add(place, child(key), "missing; " + remedy));
    }

    private String unknown(String key) {
        return LaterReleases.remedyFor(child(key))
                .map(remedy -> "not supported by this release; " + remedy)
                .orElseGet(() -> "unknown key; " + Nearest.hint(key, known));
    }

    private Field field(String key, NodeTuple entry) {
        return new Field(key, child(key), entry.getKeyNode(), entry.getValueNode(), problems);
    }

    private String child(String key) {
        String name = Excerpt.of(key);
        return path.isEmpty() ? name : path + "." + name;
    }
}
