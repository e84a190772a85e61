package io.millrace.builder.mlflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        try {
            String text = Files.readString(folder.resolve(rule.key())).strip();
            return Optional.of(new FirstLook(VersionId.parse(text)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the first look at a registry cannot be read: " + e, e);
        }
    }

    /** @throws UncheckedIOException if it cannot be kept */
    void keep(Rule rule, FirstLook look) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "new", "");
            Files.writeString(part, look.had().map(VersionId::toString).orElse(NOTHING) + "\n");
            Files.move(part, folder.resolve(rule.key()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the first look at a registry cannot be kept: " + e, e);
        }
    }
}
