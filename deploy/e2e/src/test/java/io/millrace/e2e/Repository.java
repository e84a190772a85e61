package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A Git repository that starts as a copy of a sample. */
final class Repository {
    private final Path folder;

    private Repository(Path folder) {
        this.folder = folder;
    }

    static Repository of(Path sample, Path folder) throws IOException, GitAPIException {
        try (Stream<Path> files = Files.walk(sample)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(sample.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        try (Git git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call()) {
            commit(git, "start");
        }
        return new Repository(folder);
    }

    String url() {
        return folder.toUri().toString();
    }

    /** The full id of its latest commit. */
    String head() throws IOException {
        try (Git git = Git.open(folder.toFile())) {
            return git.getRepository().resolve("HEAD").name();
        }
    }

    /** Replaces text in a file and commits that. */
    void change(String file, String from, String to) throws IOException, GitAPIException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        if (!text.contains(from)) {
            throw new IllegalArgumentException(file + " does not contain " + from);
        }
        Files.writeString(path, text.replace(from, to));
        try (Git git = Git.open(folder.toFile())) {
            commit(git, "change " + file);
        }
    }

    /** Pushes to a repository on the same machine, as a person does; returns what the other side said. */
    String push(Path to) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "-C", folder.toString(), "push", to.toString(), "main")
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
        return said;
    }

    private static void commit(Git git, String message) throws GitAPIException {
        git.add().addFilepattern(".").call();
        git.commit()
                .setMessage(message)
                .setSign(false)
                .setAuthor("Tests", "tests@example.org")
                .setCommitter("Tests", "tests@example.org")
                .call();
    }
}
