package io.millrace.builder.git;

import io.millrace.builder.source.Commit;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Told;
import io.millrace.builder.source.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** A commit in a repository of our own, read object by object: nothing of it ever becomes a file with its own name. */
final class GitCommit implements Commit {
    private static final int MAX_ENTRIES = 200_000;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_LINK_BYTES = 4096;
    private static final int MAX_POINTER_BYTES = 1024;
    private static final byte[] LFS_POINTER =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

    private final Repository repository;
    private final String id;
    private final GitUrl url;

    GitCommit(Repository repository, String id, GitUrl url) {
        this.repository = repository;
        this.id = id;
        this.url = url;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Optional<String> text(String path, long maxBytes) throws IOException {
        try (TreeWalk at = TreeWalk.forPath(repository, path, tree())) {
            if (at == null || !isFile(at.getFileMode())) {
                return Optional.empty();
            }
            ObjectReader objects = at.getObjectReader();
            long bytes = objects.getObjectSize(at.getObjectId(0), Constants.OBJ_BLOB);
            if (bytes > maxBytes) {
                throw SourceRefused.because(
                        "source-too-large",
                        Told.quoted(path) + " has " + Told.bytes(bytes) + ", more than " + Told.bytes(maxBytes),
                        "make it smaller");
            }
            return Optional.of(utf8(
                    path, objects.open(at.getObjectId(0), Constants.OBJ_BLOB).getBytes()));
        }
    }

    private static String utf8(String path, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw SourceRefused.because(
                    "source-not-utf8", Told.quoted(path) + " is not UTF-8 text", "save it as UTF-8");
        }
    }

    @Override
    public List<TreeEntry> below(ModelFolder folder) throws IOException {
        var entries = new ArrayList<TreeEntry>();
        try (var walk = new TreeWalk(repository)) {
            walk.addTree(treeAt(folder));
            for (int seen = 0; walk.next(); seen++) {
                requireBounded(seen, walk.getDepth());
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                } else {
                    entries.add(entry(walk));
                }
            }
        }
        return entries;
    }

    private ObjectId treeAt(ModelFolder folder) throws IOException {
        if (folder.isRoot()) {
            return tree();
        }
        try (TreeWalk at = TreeWalk.forPath(repository, folder.path(), tree())) {
            if (at == null || !FileMode.TREE.equals(at.getFileMode())) {
                throw SourceRefused.because(
                        "source-path-not-found",
                        "commit " + id + " of " + url + " has no folder " + Told.quoted(folder.path()),
                        "correct source.path, or register a revision that has it");
            }
            return at.getObjectId(0);
        }
    }

    /** A tree may name the same subtree twice at each level, and so be small and endless. */
    private void requireBounded(int seen, int depth) {
        if (seen >= MAX_ENTRIES || depth > MAX_DEPTH) {
            throw SourceRefused.because(
                    "source-too-large",
                    "the model's folder in " + url + " has more than " + MAX_ENTRIES + " files or folders " + MAX_DEPTH
                            + " deep",
                    "register the folder of the model alone by source.path");
        }
    }

    private static TreeEntry entry(TreeWalk walk) throws IOException {
        String path = walk.getPathString();
        FileMode mode = walk.getFileMode();
        ObjectId object = walk.getObjectId(0);
        if (FileMode.GITLINK.equals(mode)) {
            return new TreeEntry.Submodule(path);
        }
        ObjectReader objects = walk.getObjectReader();
        if (FileMode.SYMLINK.equals(mode)) {
            return new TreeEntry.Link(path, startOf(objects.open(object, Constants.OBJ_BLOB)));
        }
        long bytes = objects.getObjectSize(object, Constants.OBJ_BLOB);
        return new TreeEntry.File(path, FileMode.EXECUTABLE_FILE.equals(mode), object.name(), bytes);
    }

    /** No file has a longer name, so that a link that was cut leads nowhere either. */
    private static String startOf(ObjectLoader link) throws IOException {
        try (InputStream target = link.openStream()) {
            return new String(target.readNBytes(MAX_LINK_BYTES), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void copy(TreeEntry.File file, Path to) throws IOException {
        var object = ObjectId.fromString(file.object());
        try (ObjectReader objects = repository.newObjectReader();
                OutputStream out = Files.newOutputStream(to)) {
            if (file.bytes() <= MAX_POINTER_BYTES) {
                byte[] content = objects.open(object, Constants.OBJ_BLOB).getBytes();
                requireNoPointer(file, content);
                out.write(content);
            } else {
                objects.open(object, Constants.OBJ_BLOB).copyTo(out);
            }
        }
    }

    private static void requireNoPointer(TreeEntry.File file, byte[] content) {
        if (content.length >= LFS_POINTER.length
                && ByteBuffer.wrap(content, 0, LFS_POINTER.length).equals(ByteBuffer.wrap(LFS_POINTER))) {
            throw SourceRefused.because(
                    "git-lfs-not-supported",
                    Told.quoted(file.path()) + " is a pointer of Git LFS, whose content is not fetched",
                    "commit the file itself, or choose others by build.include");
        }
    }

    private RevTree tree() throws IOException {
        try (var walk = new RevWalk(repository)) {
            return walk.parseCommit(ObjectId.fromString(id)).getTree();
        }
    }

    private static boolean isFile(FileMode mode) {
        return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
    }

    @Override
    public void close() {
        repository.close();
    }
}
