package io.millrace.builder.mlflow;

import io.millrace.builder.source.Told;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Finds the commit that a version was made from: its own tag tells it, or its MLflow run does. */
final class Commits {
    private static final String RUN_TAG = "mlflow.source.git.commit";
    private static final Pattern FULL_ID = Pattern.compile("[0-9a-f]{40}");

    private final Registry registry;

    Commits(Registry registry) {
        this.registry = registry;
    }

    /** The commit's full id; fails with {@link VersionRefused}, or {@link RegistryTrouble} when the run is not told. */
    CompletableFuture<String> of(Rule rule, ModelVersion version) {
        String what = "version " + version.number() + " of " + Told.quoted(rule.registeredModel());
        try {
            String tagged = version.tags().get(rule.commitTag());
            if (tagged != null) {
                String where = what + " has the tag " + Told.quoted(rule.commitTag());
                return CompletableFuture.completedFuture(fullId(tagged, where));
            }
            return version.runId()
                    .map(run -> registry.runTags(run).thenApply(tags -> ofRun(rule, what, run, tags)))
                    .orElseThrow(
                            () -> refused(rule, what + " has no tag " + quotedTag(rule) + " and comes from no run"));
        } catch (VersionRefused e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String ofRun(Rule rule, String what, String run, Optional<Map<String, String>> tags) {
        String from = what + " comes from the run " + Told.quoted(run);
        String commit = tags.orElseThrow(() -> refused(rule, from + ", which is not there"))
                .get(RUN_TAG);
        if (commit == null) {
            throw refused(rule, what + " has no tag " + quotedTag(rule) + ", and its run no tag '" + RUN_TAG + "'");
        }
        return fullId(commit, from + ", which has the tag '" + RUN_TAG + "'");
    }

    private static String fullId(String text, String where) {
        String commit = text.strip().toLowerCase(Locale.ROOT);
        if (!FULL_ID.matcher(commit).matches()) {
            throw new VersionRefused(
                    where + " with the value " + Told.quoted(text) + ", which is no commit's full id",
                    "tell all 40 digits of the commit's id; a branch or a short id may mean another commit tomorrow");
        }
        return commit;
    }

    private static VersionRefused refused(Rule rule, String detail) {
        return new VersionRefused(
                detail,
                "set the tag " + quotedTag(rule) + " of the version to the commit's full id; MLflow itself tells it of"
                        + " runs that a script in a Git work tree starts, where GitPython is installed");
    }

    private static String quotedTag(Rule rule) {
        return Told.quoted(rule.commitTag());
    }
}
