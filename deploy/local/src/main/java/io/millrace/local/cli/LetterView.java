package io.millrace.local.cli;

import io.millrace.events.DeadLetter;
import io.millrace.letters.Letter;
import io.millrace.letters.LetterId;
import io.millrace.letters.Letters;
import io.millrace.letters.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** All there is about a dead letter: as a document, complete, and for people, as far as a screen holds. */
record LetterView(
        LetterId id,
        Instant written,
        DeadLetter why,
        List<LetterId> replayOf,
        List<Replayed> replays,
        Optional<Bytes> key,
        List<NamedBytes> headers,
        Optional<Bytes> value) {
    private static final int TEXT_CHARS = 16 * 1024;
    private static final int DUMP_BYTES = 1024;
    private static final int LINE_CHARS = 200;

    record Replayed(Instant at, String to) {}

    record NamedBytes(String name, Optional<Bytes> value) {}

    /**
     * Exactly what came.
     *
     * @param text the same, where it is a text that can be shown
     */
    @SuppressWarnings("ArrayRecordComponent") // On its way out; nobody compares it.
    record Bytes(int length, byte[] base64, Optional<String> text) {
        static Optional<Bytes> of(byte @Nullable [] bytes) {
            return Optional.ofNullable(bytes).map(some -> new Bytes(some.length, some, Printable.text(some)));
        }

        private String line() {
            return Printable.excerpt(base64, LINE_CHARS);
        }
    }

    static LetterView of(Letters.Found found) {
        Letter letter = found.letter();
        return new LetterView(
                letter.id(),
                letter.written(),
                letter.why(),
                letter.replayOf(),
                found.replays().stream()
                        .map(mark -> new Replayed(mark.written(), mark.to()))
                        .toList(),
                Bytes.of(letter.key()),
                letter.headers().stream().map(LetterView::named).toList(),
                Bytes.of(letter.value()));
    }

    private static NamedBytes named(Header header) {
        return new NamedBytes(header.key(), Bytes.of(header.value()));
    }

    String text() {
        var lines = new ArrayList<String>();
        lines.add(line("reason", Printable.excerpt(why.reason(), LINE_CHARS * 2)));
        lines.add(line("written", Moment.text(written) + " by the " + why.worker() + ", version " + why.version()));
        lines.add(line(
                "from",
                why.topic() + "-" + why.partition() + "@" + why.offset() + ", of " + Moment.text(why.timestamp())));
        if (!replayOf.isEmpty()) {
            lines.add(
                    line("replay of", replayOf.stream().map(LetterId::toString).collect(Collectors.joining(", "))));
        }
        replays.forEach(one ->
                lines.add(line("replayed", Moment.text(one.at()) + " to " + Printable.excerpt(one.to(), LINE_CHARS))));
        lines.add(line("key", key.map(Bytes::line).orElse("none")));
        headers.forEach(header -> lines.add(line(
                "header",
                Printable.excerpt(header.name(), LINE_CHARS) + ": "
                        + header.value().map(Bytes::line).orElse("(no value)"))));
        lines.add(line("value", value.map(bytes -> bytes.length() + " bytes").orElse("none")));
        value.ifPresent(bytes -> lines.add(content(bytes)));
        return String.join("\n", lines);
    }

    private static String line(String name, String what) {
        return "%-9s  %s".formatted(name, what);
    }

    private String content(Bytes bytes) {
        Optional<String> text = bytes.text();
        boolean cut = text.isPresent() ? text.get().length() > TEXT_CHARS : bytes.length() > DUMP_BYTES;
        String shown = text.map(all -> all.substring(0, Math.min(all.length(), TEXT_CHARS)))
                .orElseGet(() -> Printable.hexdump(bytes.base64(), DUMP_BYTES));
        return "\n" + shown + (cut ? "\n… ./millrace dead-letters show " + id + " --raw FILE writes all of it" : "");
    }
}
