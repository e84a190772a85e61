package io.millrace.workloads.folder;

import io.millrace.events.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The content address of a folder.
 *
 * <p>It is the SHA-256 of one entry for each file, in the order of the files' relative paths (with {@code /}, compared
 * by UTF-16 code unit). An entry is, in UTF-8: the path, NUL, the mode in octal ({@code 555} for a file that its owner
 * may execute, {@code 444} for any other), NUL, the size in bytes, NUL, the SHA-256 of the content in hexadecimal
 * digits, line feed. Folders show in the paths of their files only, so an empty one does not count; owners, times and
 * the other permissions do not either.
 *
 * @param sizeBytes sum of the files' sizes
 */
record FolderDigest(Digest digest, long sizeBytes) {

    /** Something in the folder that an artifact may not hold. */
    static final class NotPlain extends Exception {
        NotPlain(String what) {
            super(what);
        }
    }

    static FolderDigest of(Path folder) throws IOException, NotPlain {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotPlain("the folder itself was replaced by something else");
        }
        var files = new TreeMap<String, String>();
        var walk = new Walk(folder, files);
        Files.walkFileTree(folder, walk);
        if (walk.problem != null) {
            throw new NotPlain(walk.problem);
        }
        MessageDigest sum = sha256();
        files.forEach((path, rest) -> sum.update((path + rest).getBytes(StandardCharsets.UTF_8)));
        return new FolderDigest(new Digest("sha256:" + HexFormat.of().formatHex(sum.digest())), walk.size);
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Map<String, String> files;
        private long size;
        private @Nullable String problem;

        Walk(Path root, Map<String, String> files) {
            this.root = root;
            this.files = files;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String path = root.relativize(file).toString();
            if (!attributes.isRegularFile()) {
                problem = path + (attributes.isSymbolicLink() ? " is a symbolic link" : " is not a plain file");
                return FileVisitResult.TERMINATE;
            }
            if (path.indexOf('\uFFFD') >= 0) {
                problem = path + " has a name that is not UTF-8";
                return FileVisitResult.TERMINATE;
            }
            try {
                String mode = Permissions.isExecutable(file) ? "555" : "444";
                files.put(path, "\0" + mode + "\0" + attributes.size() + "\0" + contentOf(file) + "\n");
            } catch (AccessDeniedException e) {
                return visitFileFailed(file, e);
            }
            size += attributes.size();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemException odd && "File name too long".equals(odd.getReason())) {
                problem = root.relativize(file).getName(0) + " is nested deeper than a path can tell";
                return FileVisitResult.TERMINATE;
            }
            if (e instanceof AccessDeniedException) {
                problem = root.relativize(file) + " cannot be read: its permissions forbid it";
                return FileVisitResult.TERMINATE;
            }
            throw e;
        }

        private static String contentOf(Path file) throws IOException {
            MessageDigest sum = sha256();
            try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), sum)) {
                Files.copy(file, out);
            }
            return HexFormat.of().formatHex(sum.digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
