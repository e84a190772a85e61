package io.millrace.bench;

import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.events.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * A Git repository with many small models: some bytes that a command writes, another one reads, and for a few a server
 * answers with.
 */
final class ManyModels implements AutoCloseable {
    /** One in so many is deployed; the others end when they are judged. */
    static final int DEPLOYED_ONE_IN = 40;

    static final int MODEL_BYTES = 100_000;

    private static final String SPEC =
            """
            apiVersion: millrace.io/v1
            kind: ModelPipeline
            model: %s
            train: {command: [sh, train.sh]}
            evaluate: {command: [sh, evaluate.sh], gates: [{metric: accuracy, min: 0.9}]}
            """;
    private static final String DEPLOY = "deploy: {command: [python3, serve.py], health: /}\n";
    private static final String TRAIN = "head -c " + MODEL_BYTES + " /dev/urandom > \"$MILLRACE_OUTPUT/model\"\n";
    private static final String EVALUATE =
            """
            test "$(wc -c < "$MILLRACE_INPUT/model")" -eq %d || exit 1
            echo '{"metrics": {"accuracy": 0.95}}' > "$MILLRACE_RESULT"
            """
                    .formatted(MODEL_BYTES);
    private static final String SERVE =
            """
            import os
            from http.server import BaseHTTPRequestHandler, HTTPServer


            class Answers(BaseHTTPRequestHandler):
                def do_GET(self):
                    with open(os.path.join(os.environ["MILLRACE_INPUT"], "model"), "rb") as file:
                        body = file.read()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

                def log_message(self, *_):
                    pass


            HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answers).serve_forever()
            """;

    private final Path folder;
    private final Git git;

    /** @param folder made */
    ManyModels(Path folder) throws GitAPIException {
        this.folder = folder;
        this.git = Git.init().setDirectory(folder.toFile()).call();
    }

    /** Each is a commit of its own, with a file that differs. */
    List<ModelRegistered> versionsOf(String model, int count) throws IOException, GitAPIException {
        var all = new ArrayList<ModelRegistered>();
        for (int version = 1; version <= count; version++) {
            write(model, version);
            Files.writeString(folder.resolve(model).resolve("version.txt"), version + "\n");
            String commit = commit("Version " + version);
            all.add(registration(model, Optional.of(new Version("v" + version)), Optional.of(commit)));
        }
        return all;
    }

    /** All of one commit. */
    List<ModelRegistered> models(String prefix, int count) throws IOException, GitAPIException {
        for (int number = 1; number <= count; number++) {
            write(prefix + number, number);
        }
        commit(count + " models");
        var all = new ArrayList<ModelRegistered>();
        for (int number = 1; number <= count; number++) {
            all.add(registration(prefix + number, Optional.empty(), Optional.empty()));
        }
        return all;
    }

    /** One that is deployed. */
    ModelRegistered deployed(String model) throws IOException, GitAPIException {
        write(model, true);
        commit(model);
        return registration(model, Optional.empty(), Optional.empty());
    }

    private void write(String model, int number) throws IOException {
        write(model, number % DEPLOYED_ONE_IN == 0);
    }

    private void write(String model, boolean deployed) throws IOException {
        Path files = Files.createDirectories(folder.resolve(model));
        Files.writeString(files.resolve("millrace.yaml"), spec(model, deployed));
        Files.writeString(files.resolve("train.sh"), TRAIN);
        Files.writeString(files.resolve("evaluate.sh"), EVALUATE);
        Files.writeString(files.resolve("serve.py"), SERVE);
    }

    static String spec(String model, boolean deployed) {
        return SPEC.formatted(model) + (deployed ? DEPLOY : "");
    }

    private String commit(String message) throws GitAPIException {
        git.add().addFilepattern(".").call();
        return git.commit()
                .setAuthor("Millrace", "bench@millrace.io")
                .setCommitter("Millrace", "bench@millrace.io")
                .setSign(false)
                .setNoVerify(true)
                .setMessage(message)
                .call()
                .name();
    }

    private ModelRegistered registration(String model, Optional<Version> version, Optional<String> revision) {
        String url = folder.toUri().toString().replaceAll("/$", "");
        return new ModelRegistered(
                new ModelName(model), version, new Source.Git(url, revision, Optional.of(model)), Optional.empty());
    }

    @Override
    public void close() {
        git.close();
    }
}
