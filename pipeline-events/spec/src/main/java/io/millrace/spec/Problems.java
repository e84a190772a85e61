package io.millrace.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects the mistakes found in one file, so that all are told at once. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(Node place, String path, String message) {
        add(place.getStartMark(), path, message);
    }

    void add(Optional<Mark> place, String path, String message) {
        int line = place.map(Mark::getLine).orElse(0) + 1;
        int column = place.map(Mark::getColumn).orElse(0) + 1;
        found.add(new Problem(line, column, path, message));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> inOrder() {
        return found.stream().sorted(Problem.IN_ORDER_OF_THE_FILE).toList();
    }
}
