package io.millrace.local.lineage;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.ArtifactRef;
import io.millrace.events.Candidate;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandRejected;
import io.millrace.events.Decision;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.GateResult;
import io.millrace.events.ImageBuilt;
import io.millrace.events.Metrics;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRetry;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.Source;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an event says, in a sentence for a person. */
public final class Story {
    private Story() {}

    /** For example {@code artifact sha256:2e7d…, 41880 bytes; loss 0.31}. */
    public static String of(PipelineEvent event) {
        return switch (event) {
            case ModelRegistered registered -> source(registered.source());
            case ImageBuilt built ->
                join(
                        built.commit().map("commit "::concat),
                        built.candidate().image().map(image -> "image " + image));
            case ModelTrained trained -> trained(trained);
            case ModelEvaluated evaluated -> evaluated(evaluated);
            case ModelDeployed deployed ->
                join(
                        deployed.generation().map(generation -> "generation " + generation),
                        deployed.endpoint().map(Object::toString));
            case ServingChanged serving ->
                join(
                        Optional.of("generation " + serving.generation() + " by " + serving.workload()),
                        serving.decision().map(Story::decision));
            case ServingEnded ended ->
                join(Optional.of("nothing serves any more"), Optional.of(decision(ended.decision())));
            case RunEnded ended ->
                "round " + ended.run().round() + " at the " + ended.stage().worker() + ": "
                        + ended.result().name().toLowerCase(Locale.ROOT);
            case AlertRaised alert ->
                alert.failure().code() + ": " + alert.failure().summary();
            case AlertResolved resolved -> resolved.fingerprint();
            case RunCancel cancel -> join(Optional.of("cancel"), cancel.reason());
            case RunRetry retry -> "retry from " + retry.from();
            case DeploymentRollback rollback -> join(Optional.of("rollback to it"), rollback.reason());
            case DeploymentRemove removal -> join(Optional.of("undeploy"), removal.reason());
            case CommandAccepted accepted -> accepted.message();
            case CommandRejected rejected -> rejected.reason();
            case StageProgressed progress ->
                progress.message().orElse(progress.state().toString());
        };
    }

    private static String source(Source source) {
        return switch (source) {
            case Source.Git git ->
                git.url()
                        + git.revision().map(" at "::concat).orElse("")
                        + git.path().map(", folder "::concat).orElse("");
            case Source.Unknown(var kind) -> "a source of kind " + kind;
        };
    }

    private static String trained(ModelTrained trained) {
        if (trained.status() == StageStatus.SKIPPED) {
            return "nothing to train";
        }
        Candidate candidate = trained.candidate();
        return join(candidate.artifact().map(Story::artifact), metrics(candidate.metrics()));
    }

    private static String artifact(ArtifactRef artifact) {
        return "artifact " + artifact.digest() + ", " + artifact.sizeBytes() + " bytes";
    }

    private static String evaluated(ModelEvaluated evaluated) {
        var parts = new ArrayList<String>();
        parts.add(evaluated.verdict().name().toLowerCase(Locale.ROOT));
        List<GateResult> gates = evaluated.gates();
        gates.forEach(gate -> parts.add(gate.message()));
        if (gates.isEmpty()) {
            metrics(evaluated.candidate().metrics()).ifPresent(parts::add);
        }
        evaluated.champion().ifPresent(champion -> parts.add("compared with generation " + champion));
        evaluated.dataDigest().ifPresent(digest -> parts.add("data " + digest));
        return String.join("; ", parts);
    }

    private static Optional<String> metrics(Metrics metrics) {
        return metrics.isEmpty()
                ? Optional.empty()
                : Optional.of(metrics.values().entrySet().stream()
                        .map(metric -> metric.getKey() + " " + metric.getValue())
                        .collect(Collectors.joining(", ")));
    }

    private static String decision(Decision decision) {
        return "wanted by command " + decision.command()
                + decision.reason().map(": "::concat).orElse("");
    }

    @SafeVarargs
    private static String join(Optional<String>... parts) {
        return List.of(parts).stream().flatMap(Optional::stream).collect(Collectors.joining("; "));
    }
}
