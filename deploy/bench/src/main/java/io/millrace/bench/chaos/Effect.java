package io.millrace.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a command of a model did to the world: a line that it appended to its model's file, outside of all that the
 * pipeline keeps.
 *
 * @param word {@code began} or {@code done}
 */
record Effect(String run, int round, String stage, int attempt, String word) {
    static final String BEGAN = "began";
    static final String DONE = "done";

    static Effect of(String line) {
        String[] words = line.split(" ");
        return new Effect(words[0], Integer.parseInt(words[1]), words[2], Integer.parseInt(words[3]), words[4]);
    }

    /** By model, in the order in which they happened. */
    static Map<String, List<Effect>> read(Path folder) throws IOException {
        var effects = new LinkedHashMap<String, List<Effect>>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                var lines = new ArrayList<Effect>();
                Files.readAllLines(file).forEach(line -> lines.add(of(line)));
                effects.put(file.getFileName().toString(), lines);
            }
        }
        return effects;
    }

    @Override
    public String toString() {
        return stage + "/" + attempt + " " + word;
    }
}
