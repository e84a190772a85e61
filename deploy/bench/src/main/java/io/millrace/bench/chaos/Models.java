package io.millrace.bench.chaos;

import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.events.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * Models that cost next to nothing: shell commands that leave a line each in a folder of ours. Each model is a Git
 * repository with one branch for each {@link Fate} that a version can have.
 *
 * @param effects where the commands leave their lines, a file for each model
 * @param serving how many of the models, the first ones, have a server
 */
record Models(List<Path> repositories, Path effects, int serving) {
    private static final String SAY =
            """
            say() { printf '%s %s %s %s %s\\n' "$MILLRACE_RUN" "$MILLRACE_ROUND" "$MILLRACE_STAGE" \
            "$MILLRACE_ATTEMPT" "$1" >> "$EFFECTS/$MILLRACE_MODEL"; }
            say began
            """;
    private static final String SERVER =
            """
            import os, socketserver
            from http.server import BaseHTTPRequestHandler
            class Answer(BaseHTTPRequestHandler):
                def do_GET(self):
                    body = os.environ["MILLRACE_VERSION"].encode()
                    self.send_response(200)
                    self.send_header("content-length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *_):
                    pass
            socketserver.TCPServer.allow_reuse_address = True
            socketserver.ThreadingTCPServer((os.environ["HOST"], int(os.environ["PORT"])), Answer).serve_forever()
            """;

    static Models in(Path folder, int models, int serving) throws IOException, GitAPIException {
        Path effects = Files.createDirectories(folder.resolve("effects"));
        var repositories = new ArrayList<Path>();
        for (int model = 0; model < models; model++) {
            Path repository = folder.resolve("models").resolve(name(model));
            make(repository, files(model, effects, model < serving));
            repositories.add(repository);
        }
        return new Models(repositories, effects, Math.min(models, serving));
    }

    static String name(int model) {
        return "chaos-" + model;
    }

    Set<String> deploying() {
        return repositories.stream()
                .limit(serving)
                .map(repository -> repository.getFileName().toString())
                .collect(Collectors.toSet());
    }

    ModelRegistered registration(Planned planned) {
        String url = repositories.get(planned.model()).toUri().toString().replaceAll("/$", "");
        return new ModelRegistered(
                new ModelName(name(planned.model())),
                Optional.of(new Version(planned.version())),
                new Source.Git(url, Optional.of(planned.fate().branch()), Optional.empty()),
                Optional.empty());
    }

    private static void make(Path repository, Map<String, String> files) throws IOException, GitAPIException {
        Files.createDirectories(repository);
        try (Git git = Git.init()
                .setDirectory(repository.toFile())
                .setInitialBranch(Fate.GOOD.branch())
                .call()) {
            for (var file : files.entrySet()) {
                Files.writeString(repository.resolve(file.getKey()), file.getValue());
            }
            commit(git);
            git.checkout()
                    .setCreateBranch(true)
                    .setName(Fate.TRAINING_FAILS.branch())
                    .call();
            change(repository.resolve("train.sh"), "say done", "exit 1");
            commit(git);
            git.checkout().setName(Fate.GOOD.branch()).call();
            git.checkout()
                    .setCreateBranch(true)
                    .setName(Fate.GATE_MISSED.branch())
                    .call();
            change(repository.resolve("evaluate.sh"), "0.9", "0.1");
            commit(git);
        }
    }

    private static void change(Path file, String from, String to) throws IOException {
        Files.writeString(file, Files.readString(file).replace(from, to));
    }

    private static void commit(Git git) throws GitAPIException {
        git.add().addFilepattern(".").call();
        git.commit()
                .setAuthor("Millrace", "bench@millrace.io")
                .setCommitter("Millrace", "bench@millrace.io")
                .setSign(false)
                .setNoVerify(true)
                .setMessage("Make a model")
                .call();
    }

    private static Map<String, String> files(int model, Path effects, boolean serves) {
        String deploy = serves ? "deploy:\n  command: [python3, serve.py]\n  health: /\n" : "";
        return Map.of(
                "millrace.yaml",
                """
                apiVersion: millrace.io/v1
                kind: ModelPipeline
                model: %s
                owner: bench
                train:
                  command: [sh, train.sh]
                  env: {EFFECTS: "%s"}
                  retries: 10
                evaluate:
                  command: [sh, evaluate.sh]
                  env: {EFFECTS: "%s"}
                  retries: 10
                  gates:
                    - {metric: quality, min: 0.5}
                """
                                .formatted(name(model), effects, effects)
                        + deploy,
                "train.sh",
                SAY + "sleep 0.2\necho model > \"$MILLRACE_OUTPUT/model\"\nsay done\n",
                "evaluate.sh",
                SAY + "printf '{\"metrics\": {\"quality\": 0.9}}' > \"$MILLRACE_RESULT\"\nsay done\n",
                "serve.py",
                SERVER);
    }
}
