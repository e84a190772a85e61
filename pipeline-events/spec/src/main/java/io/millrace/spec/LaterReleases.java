package io.millrace.spec;

import java.util.Map;
import java.util.Optional;

/** What the model contract knows and this release does not do yet. Refused by name, never passed over. */
final class LaterReleases {
    private static final String ONE_PROCESS = "leave it out: training runs as one process";
    private static final String CARRY_DATA =
            "leave it out: put the data into the repository, or let the command fetch it";
    private static final String READ_A_FILE =
            "leave it out: let the command read the secret from a file of the machine that runs it";
    private static final Map<String, String> REMEDIES = Map.ofEntries(
            Map.entry("build.dockerfile", "leave it out: the image is made of 'base' and the files of 'include'"),
            Map.entry("build.requirements", "leave it out: use a 'base' that has the packages installed"),
            Map.entry("build.platforms", "leave it out: the image is for the platform of its base"),
            Map.entry("train.workers", ONE_PROCESS),
            Map.entry("train.framework", ONE_PROCESS),
            Map.entry("train.data", CARRY_DATA),
            Map.entry("train.secretEnv", READ_A_FILE),
            Map.entry("evaluate.data", CARRY_DATA),
            Map.entry("evaluate.secretEnv", READ_A_FILE),
            Map.entry("deploy.secretEnv", READ_A_FILE),
            Map.entry("deploy.port", "leave it out: the server listens on the port that the variable PORT names"),
            Map.entry("deploy.strategy", "leave it out: traffic is switched at once when the new version is healthy"),
            Map.entry("deploy.analysis", "leave it out: a version is judged by the gates of 'evaluate'"),
            Map.entry("deploy.replicas", "leave it out: one server is started"),
            Map.entry("deploy.approval", "leave it out: what its gates let pass is deployed automatically"),
            Map.entry("monitor", "leave it out: watch the endpoint with the tools that you have"));

    private LaterReleases() {}

    static Optional<String> remedyFor(String path) {
        return Optional.ofNullable(REMEDIES.get(path));
    }
}
