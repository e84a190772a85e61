package io.millrace.builder.source;

import io.millrace.spec.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which files of a model's folder go into its image, by the spec's patterns and within limits. */
public final class Selection {
    private static final int MAX_LINKS = 8;
    private static final int MAX_NAME_BYTES = 255;

    /**
     * How much may go into an image.
     *
     * @param files      how many
     * @param fileBytes  size of each
     * @param totalBytes size of all
     */
    public record Limits(int files, long fileBytes, long totalBytes) {}

    private final Limits limits;

    public Selection(Limits limits) {
        this.limits = limits;
    }

    /**
     * The files that the patterns choose, in the order of their paths. A link inside the folder becomes what it points
     * to.
     *
     * @throws SourceRefused if a pattern chooses nothing, or chooses what cannot be put into an image
     */
    public List<TreeEntry.File> of(List<TreeEntry> folder, List<String> include) {
        List<Glob> globs = include.stream().map(Glob::of).toList();
        globs.forEach(glob -> requireSome(folder, glob));
        var byPath = new HashMap<String, TreeEntry>();
        folder.forEach(entry -> byPath.put(entry.path(), entry));
        List<TreeEntry.File> files = folder.stream()
                .filter(entry -> globs.stream().anyMatch(glob -> chooses(glob, entry)))
                .map(entry -> file(entry, byPath))
                .sorted(Comparator.comparing(TreeEntry.File::path))
                .toList();
        files.forEach(Selection::requireNameFitForLayers);
        requireWithinLimits(files);
        return files;
    }

    private static boolean chooses(Glob glob, TreeEntry entry) {
        return glob.matches(entry.path())
                || entry instanceof TreeEntry.Submodule && glob.matches(entry.path() + "/any");
    }

    private static void requireSome(List<TreeEntry> folder, Glob glob) {
        if (folder.stream().noneMatch(entry -> chooses(glob, entry))) {
            throw SourceRefused.because(
                    "include-matches-nothing",
                    "build.include " + Told.quoted(glob.toString()) + " matches no file of the model's folder",
                    "correct the pattern or commit the file; *.py is the folder's own, **/*.py those below it too");
        }
    }

    private static TreeEntry.File file(TreeEntry entry, Map<String, TreeEntry> byPath) {
        return switch (entry) {
            case TreeEntry.File file -> file;
            case TreeEntry.Link link -> followed(link, byPath);
            case TreeEntry.Submodule submodule ->
                throw SourceRefused.because(
                        "submodule-not-supported",
                        Told.quoted(submodule.path()) + " is a submodule, whose files are not fetched",
                        "copy the files into the repository, or choose others by build.include");
        };
    }

    private static TreeEntry.File followed(TreeEntry.Link link, Map<String, TreeEntry> byPath) {
        TreeEntry at = link;
        for (int i = 0; i < MAX_LINKS && at instanceof TreeEntry.Link next; i++) {
            String target = target(next).orElseThrow(() -> refused(next, "leaves the model's folder"));
            TreeEntry found = byPath.get(target);
            if (found == null) {
                throw refused(next, "points to no file of the model's folder");
            }
            at = found;
        }
        if (at instanceof TreeEntry.File file) {
            return file.at(link.path());
        }
        throw refused(link, "points to no file");
    }

    /** Where a link points to, as a path in the folder; empty if outside of it. */
    private static Optional<String> target(TreeEntry.Link link) {
        Deque<String> path = new ArrayDeque<>(Arrays.asList(link.path().split("/")));
        path.removeLast();
        if (link.target().startsWith("/")) {
            return Optional.empty();
        }
        for (String part : link.target().split("/")) {
            if (part.equals("..")) {
                if (path.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                path.addLast(part);
            }
        }
        return Optional.of(String.join("/", path));
    }

    private static SourceRefused refused(TreeEntry.Link link, String why) {
        return SourceRefused.because(
                "link-refused",
                Told.quoted(link.path()) + " is a link to " + Told.quoted(link.target()) + " and " + why,
                "commit the file itself, or choose others by build.include");
    }

    /** In a layer, a name that starts with {@code .wh.} deletes a file of the layers below. */
    private static void requireNameFitForLayers(TreeEntry.File file) {
        for (String name : file.path().split("/")) {
            if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES || hasControl(name)) {
                throw SourceRefused.because(
                        "file-name-refused",
                        Told.quoted(file.path()) + " has a name of more than " + MAX_NAME_BYTES
                                + " bytes or with control characters, which not every disk takes",
                        "give it a shorter, printable name");
            }
            if (name.startsWith(".wh.")) {
                throw SourceRefused.because(
                        "file-name-refused",
                        Told.quoted(file.path()) + " has a name that means deletion in an image",
                        "give it a name that does not start with .wh.");
            }
        }
    }

    private static boolean hasControl(String name) {
        return name.chars().anyMatch(Character::isISOControl);
    }

    private void requireWithinLimits(List<TreeEntry.File> files) {
        if (files.size() > limits.files()) {
            throw tooLarge(files.size() + " files are more than " + limits.files());
        }
        long total = 0;
        for (TreeEntry.File file : files) {
            if (file.bytes() > limits.fileBytes()) {
                throw tooLarge(Told.quoted(file.path()) + " has " + Told.bytes(file.bytes()) + ", more than "
                        + Told.bytes(limits.fileBytes()));
            }
            total += file.bytes();
        }
        if (total > limits.totalBytes()) {
            throw tooLarge(files.size() + " files have " + Told.bytes(total) + " together, more than "
                    + Told.bytes(limits.totalBytes()) + "; the largest are " + largest(files));
        }
    }

    private static String largest(List<TreeEntry.File> files) {
        var names = new ArrayList<String>();
        files.stream()
                .sorted(Comparator.comparingLong(TreeEntry.File::bytes).reversed())
                .limit(3)
                .forEach(file -> names.add(Told.quoted(file.path())));
        return String.join(", ", names);
    }

    private static SourceRefused tooLarge(String summary) {
        return SourceRefused.because(
                "source-too-large",
                summary,
                "choose fewer files by build.include, keep data elsewhere, or raise builder.source.*");
    }
}
