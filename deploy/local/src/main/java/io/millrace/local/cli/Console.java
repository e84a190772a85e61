package io.millrace.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.events.Failure;
import io.millrace.events.Json;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command speaks: results on standard output, everything else on standard error.
 *
 * @param coloured whether {@code err} is a terminal that a person looks at
 */
record Console(PrintStream out, PrintStream err, boolean coloured) {
    private static final ObjectMapper PRETTY = Json.MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT);

    private static final String RESET = "\u001b[0m";

    /** That of this process. The script knows what is a terminal. */
    static Console ofThisProcess() {
        boolean coloured =
                Boolean.getBoolean("millrace.terminal") && !System.getenv().containsKey("NO_COLOR");
        return new Console(System.out, System.err, coloured);
    }

    /** The one document that a command with {@code --output json} writes. */
    void json(Object document) {
        try {
            out.println(PRETTY.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result that cannot be written: " + document, e);
        }
        out.flush();
    }

    /** One of several documents, each a line of its own. */
    void jsonLine(Object document) {
        try {
            out.println(Json.MAPPER.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result that cannot be written: " + document, e);
        }
        out.flush();
    }

    void print(String line) {
        out.println(line);
    }

    /** Something on the way. */
    void tell(String part, String what) {
        err.println(coloured(Colour.DIM, "%-10s".formatted(part)) + " " + what);
    }

    void complain(Failure failure) {
        err.println(coloured(Colour.RED, "error: ") + failure.summary());
        failure.evidence().ifPresent(evidence -> evidence.lines().forEach(line -> err.println("  | " + line)));
        err.println(failure.remedy());
        err.flush();
    }

    static Map<String, Object> document(Failure failure) {
        return Map.of("error", failure);
    }

    String coloured(Colour colour, String text) {
        return coloured ? colour.code + text + RESET : text;
    }

    enum Colour {
        DIM("\u001b[2m"),
        RED("\u001b[31m"),
        GREEN("\u001b[32m"),
        YELLOW("\u001b[33m"),
        BOLD("\u001b[1m");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }
}
