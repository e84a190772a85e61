package io.millrace.spec;

import java.util.Comparator;

/**
 * A mistake in a spec, and what to do about it.
 *
 * @param line    from 1
 * @param column  in characters, from 1
 * @param path    of the key or value, for example {@code evaluate.gates[0].min}; empty for the file as a whole
 * @param message names the value and the remedy
 */
public record Problem(int line, int column, String path, String message) {
    /** The file's name, the same in every repository. */
    public static final String FILE = "millrace.yaml";

    static final Comparator<Problem> IN_ORDER_OF_THE_FILE =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    /** As editors and compilers write it: {@code millrace.yaml:7:3: tran: unknown key; did you mean 'train'?}. */
    @Override
    public String toString() {
        String subject = path.isEmpty() ? "" : path + ": ";
        return FILE + ":" + line + ":" + column + ": " + subject + message;
    }
}
