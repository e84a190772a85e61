package io.millrace.builder.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What each rule's registry had when it was first looked at: that is not what was missed. A file for each rule, needed
 * until the rule has registered something, which then is known from the log.
 */
final class FirstLooks {
    private static final String NOTHING = "nothing";

    private final Path folder;

    /** @param home the local store; a folder of its own is made in it */
    FirstLooks(Path home) {
        this.folder = home.resolve("mlflow");
    }

    /**
     * What was there then.
     *
     * @param had the version that had satisfied the rule last, if there was one
     */
    record FirstLook(Optional<VersionId> had) {
        boolean includes(VersionId version) {
            return had.filter(last -> last.equals(version)).isPresent();
        }
    }

    /**
     * Empty if the rule was never looked at.
     *
     * @throws UncheckedIOException if that cannot be told
     */
    Optional<FirstLook> of(Rule rule) {
        Path file = folder.resolve(rule.key());
        try {
            return Optional.of(parse(new String(Files.readAllBytes(file), UTF_8).strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "what a registry had at first cannot be read from " + file + ": " + e.getMessage()
                            + "; make it readable or delete it: without it, what is there at the next look was there"
                            + " before",
                    e);
        }
    }

    /** Half a note must not read as one of nothing: all that ever was would count as missed. */
    private static FirstLook parse(String text) throws IOException {
        if (text.equals(NOTHING)) {
            return new FirstLook(Optional.empty());
        }
        return new FirstLook(Optional.of(
                VersionId.parse(text).orElseThrow(() -> new IOException("neither a version nor '" + NOTHING + "'"))));
    }

    /** @throws UncheckedIOException if it cannot be kept */
    void keep(Rule rule, FirstLook look) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "new", "");
            write(part, look.had().map(VersionId::toString).orElse(NOTHING) + "\n");
            Files.move(part, folder.resolve(rule.key()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the first look at a registry cannot be kept: " + e, e);
        }
    }

    /** On the disk before it gets its name: else a crash may leave the name and no text. */
    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
