package io.millrace.builder.source;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where in its repository a model lies.
 *
 * @param path {@code /}-separated, neither starting nor ending with a slash; empty for the root
 */
public record ModelFolder(String path) {
    private static final Pattern PART = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,255}");
    private static final int MAX_CHARS = 1024;

    /** @throws SourceRefused if it is no path inside a repository */
    public static ModelFolder of(Optional<String> given) {
        String path = given.orElse("");
        String plain = path.replaceAll("^(\\./)+|/+$", "");
        if (plain.isEmpty() || plain.equals(".")) {
            return new ModelFolder("");
        }
        boolean fine = plain.length() <= MAX_CHARS;
        for (String part : plain.split("/", -1)) {
            fine &= PART.matcher(part).matches() && !part.equals("..") && !part.equals(".") && !part.equals(".git");
        }
        if (!fine) {
            throw SourceRefused.because(
                    "source-path-refused",
                    "source.path " + Told.quoted(path) + " is not a folder inside the repository",
                    "write it relative to the repository's root, as in models/digits");
        }
        return new ModelFolder(plain);
    }

    public boolean isRoot() {
        return path.isEmpty();
    }

    /** The path in the repository of a file in this folder. */
    public String resolve(String file) {
        return isRoot() ? file : path + "/" + file;
    }

    @Override
    public String toString() {
        return isRoot() ? "the repository's root" : path;
    }
}
