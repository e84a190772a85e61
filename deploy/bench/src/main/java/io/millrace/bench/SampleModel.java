package io.millrace.bench;

import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineSpec;
import io.millrace.events.Source;
import io.millrace.spec.SpecReader;
import io.millrace.spec.SpecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** The model that is taken through the pipeline: its files, and a Git repository made of them. */
record SampleModel(Path files, PipelineSpec spec, Path repository) {

    /** @param repository made anew */
    static SampleModel of(Path files, Path repository) throws IOException, GitAPIException {
        PipelineSpec spec =
                switch (SpecReader.read(Files.readString(files.resolve("millrace.yaml")))) {
                    case SpecResult.Valid(var valid) -> valid;
                    case SpecResult.Invalid(var problems) ->
                        throw new IllegalArgumentException("the spec in " + files + " is not valid: " + problems);
                };
        var sample = new SampleModel(files, spec, repository);
        sample.copyTo(repository);
        try (Git git = Git.init().setDirectory(repository.toFile()).call()) {
            git.add().addFilepattern(".").call();
            git.commit()
                    .setAuthor("Millrace", "bench@millrace.io")
                    .setCommitter("Millrace", "bench@millrace.io")
                    .setSign(false)
                    .setNoVerify(true)
                    .setMessage("Take over the sample")
                    .call();
        }
        return sample;
    }

    ModelRegistered registration() {
        String url = repository.toUri().toString().replaceAll("/$", "");
        return new ModelRegistered(
                spec.model(),
                Optional.empty(),
                new Source.Git(url, Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    /** Without what running it left there. */
    void copyTo(Path folder) throws IOException {
        for (Path file : list()) {
            Path copy = folder.resolve(files.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("__pycache__"))
                    .toList();
        }
    }
}
