package io.millrace.builder;

import io.millrace.builder.source.Commit;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Told;
import io.millrace.events.Failure;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineSpec;
import io.millrace.spec.Problem;
import io.millrace.spec.SpecReader;
import io.millrace.spec.SpecResult;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The spec of a model, as a commit has it. */
final class SpecInCommit {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int TOLD_IN_SUMMARY = 3;
    private static final int TOLD_AS_EVIDENCE = 20;

    private SpecInCommit() {}

    /** @throws SourceRefused if there is none, or it is not valid, or of another model */
    static PipelineSpec read(Commit commit, ModelFolder folder, ModelName model) throws IOException {
        String path = folder.resolve(Problem.FILE);
        String yaml = commit.text(path, MAX_BYTES)
                .orElseThrow(() -> SourceRefused.because(
                        "spec-missing",
                        "commit " + commit.id() + " has no " + Told.quoted(path),
                        "add one, or name the model's folder by source.path"));
        return switch (SpecReader.read(yaml)) {
            case SpecResult.Invalid(var problems) -> throw invalid(path, problems);
            case SpecResult.Valid(var spec)
            when !spec.model().equals(model) ->
                throw SourceRefused.because(
                        "model-mismatch",
                        Told.quoted(path) + " is the spec of " + spec.model() + ", but " + model + " was registered",
                        "register it as " + spec.model() + ", or correct 'model' in the file");
            case SpecResult.Valid(var spec) -> spec;
        };
    }

    private static SourceRefused invalid(String path, List<Problem> problems) {
        String count = problems.size() == 1 ? "a mistake" : problems.size() + " mistakes";
        String summary = problems.stream()
                .limit(TOLD_IN_SUMMARY)
                .map(SpecInCommit::told)
                .collect(Collectors.joining(" | ", Told.quoted(path) + " has " + count + ": ", ""));
        String more =
                problems.size() > TOLD_IN_SUMMARY ? " | and " + (problems.size() - TOLD_IN_SUMMARY) + " more" : "";
        String evidence =
                problems.stream().limit(TOLD_AS_EVIDENCE).map(Problem::toString).collect(Collectors.joining("\n"));
        return new SourceRefused(Failure.userError(
                        "spec-invalid",
                        summary + more,
                        "correct the file, check it with './millrace validate', and register the new commit")
                .withEvidence(evidence));
    }

    private static String told(Problem problem) {
        return "line " + problem.line() + ", column " + problem.column() + ": "
                + (problem.path().isEmpty() ? "" : problem.path() + ": ") + problem.message();
    }
}
