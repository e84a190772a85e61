package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An archive of loaded classes: the JVM writes it when a process first ends, and the next start is quicker by a third.
 * The JVM keeps an archive that was made of other jars, and uses nothing of it; so its name says of which jars it is.
 *
 * @param folder      of all archives
 * @param process     whose it is
 * @param fingerprint of the jars, in hexadecimal digits
 */
record ClassArchive(Path folder, String process, String fingerprint) {

    /**
     * @param folder    of all archives
     * @param classPath what the process is started from: jars, separated as in a class path
     */
    static ClassArchive of(Path folder, String process, String classPath) {
        var fingerprint = new CRC32();
        fingerprint.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
        for (String jar : classPath.split(Pattern.quote(System.getProperty("path.separator")))) {
            fingerprint.update(told(Path.of(jar)).getBytes(StandardCharsets.UTF_8));
        }
        return new ClassArchive(folder, process, "%08x".formatted(fingerprint.getValue()));
    }

    /** Where the JVM is to write it, and to look for it. */
    Path file() {
        return folder.resolve(process + "-" + fingerprint + ".jsa");
    }

    /** All that the JVM compares, too. */
    private static String told(Path jar) {
        try {
            return Files.isRegularFile(jar)
                    ? jar.toAbsolutePath() + " "
                            + Files.getLastModifiedTime(jar).toMillis() + " " + Files.size(jar)
                    : jar.toString();
        } catch (IOException e) {
            return jar.toString();
        }
    }

    /** Removes what the process left of other jars. */
    void discardOthers() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Pattern ofTheProcess = Pattern.compile(Pattern.quote(process) + "(-[0-9a-f]{8})?\\.jsa");
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, "*.jsa")) {
            for (Path archive : archives) {
                if (ofTheProcess.matcher(archive.getFileName().toString()).matches() && !archive.equals(file())) {
                    Files.deleteIfExists(archive);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
