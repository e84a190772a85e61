package io.millrace.builder.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;

/** A real repository that a test commits to. */
public final class Repo implements AutoCloseable {
    private static final PersonIdent SOMEBODY =
            new PersonIdent("Somebody", "somebody@example.org", Instant.EPOCH, ZoneOffset.UTC);

    private final Path folder;
    private final Git git;

    public Repo(Path folder) throws GitAPIException {
        this.folder = folder;
        this.git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call();
    }

    Path folder() {
        return folder;
    }

    public String url() {
        return folder.toUri().toString().replaceAll("/$", "").replaceFirst("^file:/+", "file:///");
    }

    public Repo write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** The new commit's id. */
    public String commit(String message) throws GitAPIException {
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage(message)
                .setAuthor(SOMEBODY)
                .setCommitter(SOMEBODY)
                .setSign(false)
                .call()
                .name();
    }

    /** Any object, also such as Git itself would not make. */
    ObjectId insert(int type, byte[] content) throws IOException {
        try (ObjectInserter objects = git.getRepository().newObjectInserter()) {
            ObjectId id = objects.insert(type, content);
            objects.flush();
            return id;
        }
    }

    /** A commit of that tree, on no branch yet. */
    ObjectId commitOf(ObjectId tree) throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setAuthor(SOMEBODY);
        commit.setCommitter(SOMEBODY);
        commit.setMessage("Made by hand");
        return insert(Constants.OBJ_COMMIT, commit.build());
    }

    void point(String branch, ObjectId commit) throws IOException {
        RefUpdate update = git.getRepository().updateRef("refs/heads/" + branch);
        update.setNewObjectId(commit);
        update.forceUpdate();
    }

    Git git() {
        return git;
    }

    @Override
    public void close() {
        git.close();
    }
}
