package io.millrace.local.cli;

import io.millrace.local.CannotGoOn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Git URLs as people give them. */
final class GitSource {
    /** {@code https://…}, {@code file://…}, and {@code user@host:path}. */
    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*://.*|[^/\\\\]+@[^/\\\\]+:.+");

    private GitSource() {}

    /** The URL itself, or that of a repository on this machine. */
    static String url(String given) {
        if (URL.matcher(given).matches()) {
            return given;
        }
        Path folder = Path.of(given).toAbsolutePath().normalize();
        if (Files.exists(folder.resolve(".git")) || Files.exists(folder.resolve("HEAD"))) {
            return fileUrl(folder);
        }
        throw CannotGoOn.because(
                "not-a-repository", "--git " + given + " is not a Git repository: " + why(folder), remedy(folder));
    }

    static String fileUrl(Path folder) {
        return folder.toUri().toString().replaceAll("/$", "");
    }

    private static String why(Path folder) {
        return Files.isDirectory(folder) ? folder + " has no .git" : "there is no folder " + folder;
    }

    private static String remedy(Path folder) {
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(".git")) && Files.isDirectory(folder)) {
                return "It is part of one: use --git " + above + " --path " + above.relativize(folder) + ".";
            }
        }
        return "Give a URL, or the path of a repository on this machine.";
    }
}
