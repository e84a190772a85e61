package io.millrace.monitor.rest;

import io.millrace.letters.Letter;
import io.millrace.letters.Letters;
import io.millrace.letters.Listing;
import io.millrace.letters.Printable;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What came, made fit to be shown. */
@Schema(name = "DeadLetterContent")
record DeadLetterContent(
        DeadLetterBody letter,
        @Schema(description = "The record's own headers, cut to 200 characters each") List<HeaderBody> headers,
        @Schema(description = "The value, as text or in hexadecimal; null when there is none") Optional<String> value,
        @Schema(description = "Whether the value is longer than what is shown") boolean cut) {
    private static final int TEXT_CHARS = 16 * 1024;
    private static final int DUMP_BYTES = 1024;
    private static final int HEADER_CHARS = 200;

    @Schema(name = "Header")
    record HeaderBody(String name, String value) {
        private static HeaderBody of(Header header) {
            return new HeaderBody(
                    Printable.excerpt(header.key(), HEADER_CHARS),
                    header.value() == null ? "" : Printable.excerpt(header.value(), HEADER_CHARS));
        }
    }

    static DeadLetterContent of(Letters.Found found) {
        Letter letter = found.letter();
        var line = DeadLetterBody.of(Listing.Line.of(found));
        List<HeaderBody> headers = letter.headers().stream().map(HeaderBody::of).toList();
        byte[] value = letter.value();
        if (value == null) {
            return new DeadLetterContent(line, headers, Optional.empty(), false);
        }
        return Printable.text(value)
                .map(text -> new DeadLetterContent(line, headers, Optional.of(start(text)), text.length() > TEXT_CHARS))
                .orElseGet(() -> new DeadLetterContent(
                        line, headers, Optional.of(Printable.hexdump(value, DUMP_BYTES)), value.length > DUMP_BYTES));
    }

    private static String start(String text) {
        return text.substring(0, Math.min(text.length(), TEXT_CHARS));
    }
}
