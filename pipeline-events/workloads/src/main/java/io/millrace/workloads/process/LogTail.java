package io.millrace.workloads.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** The end of a log. */
final class LogTail {
    private static final int MAX_BYTES = 256 << 10;

    private LogTail() {}

    static List<String> of(Path log, int lines) throws IOException {
        try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
            long from = Math.max(0, channel.size() - MAX_BYTES);
            var tail = ByteBuffer.allocate(MAX_BYTES);
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) > 0) {}
            String text = StandardCharsets.UTF_8.decode(tail.flip()).toString();
            List<String> all = text.isEmpty()
                    ? List.of()
                    : Arrays.stream(text.split("\n")).map(LogLines::text).toList();
            // The first one is only the end of a line, unless it begins the log.
            int whole = from == 0 || all.isEmpty() ? 0 : 1;
            return all.subList(Math.max(whole, all.size() - lines), all.size());
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
