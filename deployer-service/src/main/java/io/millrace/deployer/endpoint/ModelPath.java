package io.millrace.deployer.endpoint;

import io.millrace.events.ModelName;
import java.util.Optional;

/**
 * The target of a request for a model: {@code /models/<name>} and what follows. Taken from the request line as it
 * came, so that the server sees path and query just as the client wrote them.
 *
 * @param rest path and query for the server, beginning with a slash
 */
record ModelPath(ModelName model, String rest) {
    static final String PREFIX = "/models/";

    /** Empty when the target does not name a model. */
    static Optional<ModelPath> of(String target) {
        if (!target.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int end = endOfName(target);
        String name = target.substring(PREFIX.length(), end);
        if (!ModelName.isValid(name)) {
            return Optional.empty();
        }
        String rest = target.substring(end);
        return Optional.of(new ModelPath(new ModelName(name), rest.startsWith("/") ? rest : "/" + rest));
    }

    private static int endOfName(String target) {
        int end = PREFIX.length();
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        return end;
    }
}
