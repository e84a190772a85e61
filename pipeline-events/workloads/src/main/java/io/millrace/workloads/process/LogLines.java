package io.millrace.workloads.process;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lines of a log that is being written, each once. */
final class LogLines implements Closeable {
    static final int MAX_LINE_CHARS = 8192;

    /** Enough for every line of the permitted length, whatever its characters. */
    private static final int MAX_LINE_BYTES = 4 * MAX_LINE_CHARS;

    private final Path log;
    private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable FileChannel channel;

    LogLines(Path log) {
        this.log = log;
    }

    /** The lines that were completed since the last call. */
    void read(Consumer<String> lines) throws IOException {
        FileChannel open = open();
        while (open != null && open.read(chunk.clear()) > 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                take(chunk.get(), lines);
            }
        }
    }

    /** What came after the last line break, once nothing more will come. */
    void rest(Consumer<String> lines) {
        if (line.size() > 0) {
            complete(lines);
        }
    }

    private void take(byte next, Consumer<String> lines) {
        if (next == '\n') {
            complete(lines);
        } else if (line.size() < MAX_LINE_BYTES) {
            line.write(next);
        }
    }

    private void complete(Consumer<String> lines) {
        lines.accept(text(line.toString(StandardCharsets.UTF_8)));
        line.reset();
    }

    /** As a terminal would show it: what a carriage return overwrote, progress bars for one, is not there. */
    static String text(String line) {
        String shown = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        shown = shown.substring(shown.lastIndexOf('\r') + 1);
        return shown.length() <= MAX_LINE_CHARS ? shown : shown.substring(0, MAX_LINE_CHARS);
    }

    private @Nullable FileChannel open() throws IOException {
        if (channel == null) {
            try {
                channel = FileChannel.open(log, StandardOpenOption.READ);
            } catch (NoSuchFileException e) {
                return null; // not yet
            }
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
