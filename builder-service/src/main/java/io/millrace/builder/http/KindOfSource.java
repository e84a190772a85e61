package io.millrace.builder.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import io.millrace.events.Source;
import java.io.IOException;

/**
 * Lets pass, where unknown fields are refused, what tells a source's kind, and what else a source of an unknown kind
 * says: it is refused for its kind.
 */
final class KindOfSource extends DeserializationProblemHandler {
    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            JsonDeserializer<?> deserializer,
            Object beanOrClass,
            String property)
            throws IOException {
        boolean known = deserializer.handledType() == Source.Unknown.class
                || deserializer.handledType() == Source.Git.class && property.equals("kind");
        if (known) {
            parser.skipChildren();
        }
        return known;
    }
}
