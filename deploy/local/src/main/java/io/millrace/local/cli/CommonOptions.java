package io.millrace.local.cli;

import java.util.Locale;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class CommonOptions {
    enum Kind {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "text for people (default), or json: one document on standard output")
    private Kind kind = Kind.TEXT;

    boolean isJson() {
        return kind == Kind.JSON;
    }

    /** Whether a command line asks for JSON, for when it could not be read in full. */
    static boolean isJson(String... arguments) {
        String line = " " + String.join(" ", arguments) + " ";
        return line.matches("(?is).* (-o|--output)[ =]?json .*");
    }
}
