package io.millrace.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.function.Function;

/** Reads a text and nothing else, where Jackson by itself takes {@code 7} for a duration or an address as well. */
final class TextOnly<T> extends StdScalarDeserializer<T> {
    private final transient Function<String, T> parse;

    TextOnly(Class<T> type, Function<String, T> parse) {
        super(type);
        this.parse = parse;
    }

    @Override
    @SuppressWarnings("unchecked") // what Jackson's own deserialisers do with the answer of a problem handler
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (T) context.handleUnexpectedToken(handledType(), parser);
        }
        String text = parser.getText();
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            return (T) context.handleWeirdStringValue(handledType(), text, "%s", String.valueOf(e.getMessage()));
        }
    }
}
