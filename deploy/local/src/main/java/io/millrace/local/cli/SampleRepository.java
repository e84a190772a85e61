package io.millrace.local.cli;

import io.millrace.local.CannotGoOn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.util.FS;

/**
 * A Git repository with a sample in it, as its authors would have one. The same sample gives the same first commit, and
 * there is a new one only when the sample has changed.
 */
final class SampleRepository {
    private static final PersonIdent AUTHOR =
            new PersonIdent("Millrace", "demo@millrace.io", Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private SampleRepository() {}

    /**
     * @param sample folder of the sample, with a {@code millrace.yaml} in it
     * @param folder where the repository is or shall be
     */
    static void of(Path sample, Path folder) {
        PlainGit.use();
        try {
            Files.createDirectories(folder);
            try (Git git = open(folder)) {
                replaceFiles(sample, folder);
                commit(git);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder, e);
        } catch (GitAPIException e) {
            throw CannotGoOn.because(
                    "demo-repository",
                    "the repository in " + folder + " cannot be used: " + e.getMessage(),
                    "Remove that folder; the demo makes it again.");
        }
    }

    private static Git open(Path folder) throws IOException, GitAPIException {
        return RepositoryCache.FileKey.isGitRepository(folder.resolve(".git").toFile(), FS.DETECTED)
                ? Git.open(folder.toFile())
                : Git.init()
                        .setDirectory(folder.toFile())
                        .setInitialBranch("main")
                        .call();
    }

    private static void commit(Git git) throws GitAPIException {
        git.add().addFilepattern(".").call();
        git.add().setUpdate(true).addFilepattern(".").call();
        if (!git.status().call().isClean()) {
            git.commit()
                    .setAuthor(AUTHOR)
                    .setCommitter(AUTHOR)
                    .setSign(false)
                    .setNoVerify(true)
                    .setMessage("Take over the sample")
                    .call();
        }
    }

    private static void replaceFiles(Path sample, Path folder) throws IOException {
        for (Path old : files(folder)) {
            Files.delete(folder.resolve(old));
        }
        for (Path file : files(sample)) {
            Path copy = folder.resolve(file.toString());
            Files.createDirectories(copy.getParent());
            Files.copy(sample.resolve(file), copy);
        }
    }

    /** Relative paths of what belongs into a repository. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(file -> !file.startsWith(".git"))
                    .filter(file -> !file.toString().matches(".*(__pycache__|\\.pyc$|\\.DS_Store).*"))
                    .toList();
        }
    }
}
