package io.millrace.builder.http;

import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.events.Version;
import java.util.Map;
import java.util.Optional;

/**
 * The body of {@code POST /models/<model>/versions}: a {@link ModelRegistered} but for the model, which is in the
 * address.
 */
record Wanted(Optional<Version> version, Source source, Optional<Map<String, Object>> parameters) {
    ModelRegistered of(ModelName model) {
        return new ModelRegistered(model, version, source, parameters);
    }
}
