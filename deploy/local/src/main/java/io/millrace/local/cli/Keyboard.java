package io.millrace.local.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a person answers.
 *
 * @param lines empty when nobody sits there
 */
record Keyboard(Optional<BufferedReader> lines) {
    static final Keyboard NONE = new Keyboard(Optional.empty());

    /** That of this process. The script knows what is a terminal. */
    static Keyboard ofThisProcess() {
        return Boolean.getBoolean("millrace.keyboard")
                ? new Keyboard(
                        Optional.of(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))))
                : NONE;
    }

    boolean isThere() {
        return lines.isPresent();
    }

    /** Whether the answer to the question is yes. */
    boolean confirms(Console console, String question) {
        console.err().print(question + " [y/N] ");
        console.err().flush();
        try {
            String answer = lines.isPresent() ? lines.get().readLine() : null;
            return answer != null && answer.strip().matches("(?i)y|yes");
        } catch (IOException e) {
            throw new UncheckedIOException("the answer cannot be read", e);
        }
    }
}
