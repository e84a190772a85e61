package io.millrace.worker.access;

import io.millrace.events.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** What a worker needs to be allowed on the broker, as {@code deploy/kafka/acls.txt} lists it. */
public record Rights(List<Right> all) {
    private static final String EVERY_WORKER = "every";
    private static final String PREFIXED = "*";

    public Rights {
        all = List.copyOf(all);
    }

    /**
     * Of the file that the workers carry with them.
     *
     * @param prefix of the pipeline's topics and groups
     */
    public static Rights of(Stage worker, String prefix) {
        try (InputStream file = Rights.class.getResourceAsStream("/acls.txt")) {
            var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)).lines();
            return new Rights(lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+"))
                    .filter(columns -> columns[0].equals(EVERY_WORKER) || columns[0].equals(worker.worker()))
                    .flatMap(columns -> rights(columns, prefix))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("acls.txt, which is part of this jar, cannot be read", e);
        }
    }

    private static Stream<Right> rights(String[] columns, String prefix) {
        boolean isPrefixed = columns[2].endsWith(PREFIXED);
        var on = new ResourcePattern(
                SecurityUtils.resourceType(capital(columns[1])),
                prefix + (isPrefixed ? columns[2].substring(0, columns[2].length() - 1) : columns[2]),
                isPrefixed ? PatternType.PREFIXED : PatternType.LITERAL);
        return Stream.of(columns[3].split(",")).map(operation -> new Right(on, SecurityUtils.operation(operation)));
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    Set<AclOperation> on(ResourceType type, String name) {
        return all.stream()
                .filter(right -> right.covers(type, name))
                .map(Right::operation)
                .collect(Collectors.toUnmodifiableSet());
    }
}
