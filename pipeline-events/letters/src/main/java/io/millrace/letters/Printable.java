package io.millrace.letters;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Foreign bytes, made fit to be shown to a person: as text where they are one, in hexadecimal where not. */
public final class Printable {
    /** What could move the cursor, hide behind another character or turn the reading direction. */
    private static final String INVISIBLE = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}";

    private static final Pattern ODD = Pattern.compile("[" + INVISIBLE + "]");
    private static final Pattern ODD_IN_LINES = Pattern.compile("[" + INVISIBLE + "&&[^\n\t]]");
    /** Control sequences of terminals, ECMA-48 §5.4. */
    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]");

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final int WIDTH = 16;

    private Printable() {}

    /** The text that these bytes are, lines included. Empty when they are not UTF-8, or hold what does not print. */
    public static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replace("\r\n", "\n");
            return ODD_IN_LINES.matcher(text).find() ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** On one line: the text that these bytes are, or else the bytes; cut to {@code maxChars}. */
    public static String excerpt(byte[] bytes, int maxChars) {
        return text(bytes)
                .map(text -> excerpt(text, maxChars))
                .orElseGet(() ->
                        excerpt("0x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, maxChars)), maxChars));
    }

    /** The text on one line, with question marks for what does not print, cut to {@code maxChars}. */
    public static String excerpt(String text, int maxChars) {
        String start = text.length() <= maxChars ? text : text.substring(0, maxChars - 1) + "…";
        return ODD.matcher(start).replaceAll("?");
    }

    /** A line as it is but for what does not print: colours and cursor movements are left out. */
    public static String line(String text) {
        return ODD_IN_LINES.matcher(ESCAPE.matcher(text).replaceAll("")).replaceAll("?");
    }

    /** Sixteen bytes a line, with their places and what of them is ASCII; of the first {@code maxBytes}. */
    public static String hexdump(byte[] bytes, int maxBytes) {
        var lines = new StringJoiner("\n");
        int end = Math.min(bytes.length, maxBytes);
        for (int from = 0; from < end; from += WIDTH) {
            int to = Math.min(from + WIDTH, end);
            lines.add("%08x  %-47s  %s".formatted(from, HEX.formatHex(bytes, from, to), ascii(bytes, from, to)));
        }
        return lines.toString();
    }

    private static String ascii(byte[] bytes, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        return text.toString();
    }
}
