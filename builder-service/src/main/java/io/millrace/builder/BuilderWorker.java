package io.millrace.builder;

import io.millrace.builder.source.Commit;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.Images;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.Selection;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Sources;
import io.millrace.builder.source.Told;
import io.millrace.builder.source.TreeEntry;
import io.millrace.events.Candidate;
import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunRef;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Version;
import io.millrace.spec.Parameters;
import io.millrace.worker.NeighbourUnavailable;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Reporter;
import io.millrace.worker.StageWork;
import io.millrace.worker.Task;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds what is registered: fetches the commit, reads its spec, and makes an image of its files. Nothing of the
 * model's code runs here.
 */
@ApplicationScoped
class BuilderWorker implements StageWork {
    private static final int SHORT_COMMIT = 12;

    private final Sources sources;
    private final Images images;
    private final Selection selection;
    private final GitUrl.Rules urls;
    private final int retries;
    private final Path home;

    BuilderWorker(Sources sources, Images images, BuilderConfig config, HomeConfig home) {
        this.sources = sources;
        this.images = images;
        this.selection = new Selection(new Selection.Limits(
                config.source().maxFiles(),
                config.source().maxFileBytes(),
                config.source().maxTotalBytes()));
        this.urls = new GitUrl.Rules(config.git().allowHttp(), config.git().allowFile());
        this.retries = config.retries();
        this.home = home.home();
    }

    @Override
    public Stage stage() {
        return Stage.BUILD;
    }

    @Override
    public Plan plan(PipelineEvent trigger, RunRef run) {
        if (!(trigger instanceof ModelRegistered registered)) {
            return new Plan.Pass();
        }
        try {
            Source.Git source = git(registered.source());
            GitUrl.of(source.url(), urls);
            ModelFolder.of(source.path());
            return new Plan.Work(retries);
        } catch (SourceRefused e) {
            return new Plan.Answer(new Outcome.Failed(e.failure()));
        }
    }

    @Override
    public Outcome perform(Task task, Reporter reporter) throws InterruptedException {
        var registered = (ModelRegistered) task.trigger().event();
        try (Workspace workspace = Workspace.of(task.run(), home)) {
            return build(task.run(), registered, workspace.folder(), reporter);
        } catch (SourceRefused e) {
            return new Outcome.Failed(e.failure());
        } catch (IOException e) {
            throw new NeighbourUnavailable(
                    Failure.transientFailure(
                            "local-disk-failed",
                            "the builder cannot work in " + home + ": " + e.getMessage(),
                            "look whether the disk is full and the folder can be written to"),
                    e);
        }
    }

    private Outcome build(RunRef run, ModelRegistered registered, Path folder, Reporter reporter)
            throws IOException, InterruptedException {
        Source.Git source = git(registered.source());
        GitUrl url = GitUrl.of(source.url(), urls);
        reporter.message("fetching " + source.revision().orElse("the default branch") + " of " + url);
        Reporter.Part fetching = reporter.part("fetch");
        try (Commit commit = sources.fetch(url, source.revision(), folder)) {
            fetching.close();
            var modelFolder = ModelFolder.of(source.path());
            PipelineSpec spec = SpecInCommit.read(commit, modelFolder, registered.model());
            List<TreeEntry.File> files =
                    selection.of(commit.below(modelFolder), spec.build().include());
            reporter.message("building the image: " + told(files));
            Version version =
                    run.version().orElseGet(() -> new Version(commit.id().substring(0, SHORT_COMMIT)));
            var content = new Images.Content(run.model(), version, spec.build().base(), files);
            Reporter.Part making = reporter.part("image");
            ImageRef image = images.make(content, commit, folder);
            making.close();
            PipelineSpec resolved =
                    Parameters.withParameters(spec, registered.parameters().orElse(Map.of()));
            return built(run.withVersion(version), resolved, image, commit.id());
        }
    }

    private static Outcome built(RunRef run, PipelineSpec spec, ImageRef image, String commit) {
        var candidate = new Candidate(spec, Optional.of(image), Optional.empty(), Metrics.NONE);
        return Outcome.goesOn(StageStatus.DONE, new ImageBuilt(run, StageStatus.DONE, candidate, Optional.of(commit)));
    }

    private static String told(List<TreeEntry.File> files) {
        long bytes = files.stream().mapToLong(TreeEntry.File::bytes).sum();
        return files.size() + (files.size() == 1 ? " file, " : " files, ") + Told.bytes(bytes);
    }

    private static Source.Git git(Source source) {
        return switch (source) {
            case Source.Git git -> git;
            case Source.Unknown(var kind) ->
                throw SourceRefused.because(
                        "unsupported-source",
                        "source.kind " + Told.quoted(kind) + " is not known to this release",
                        "register a Git repository (kind git), or update the builder");
        };
    }
}
