package io.millrace.local.cli;

import io.millrace.local.CannotGoOn;
import io.millrace.spec.Problem;
import io.millrace.spec.SpecReader;
import io.millrace.spec.SpecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Checks a millrace.yaml, without a network and without the stack; names every mistake's place.")
final class ValidateCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(
            paramLabel = "PATH",
            defaultValue = ".",
            description = "the file, or the folder that it is in (default: here)")
    private Path path = Path.of(".");

    ValidateCommand(Context context) {
        this.context = context;
    }

    /** The document for {@code --output json}. */
    record Result(String file, boolean valid, List<Problem> problems) {}

    @Override
    public Integer call() {
        Path file = Files.isDirectory(path) ? path.resolve(Problem.FILE) : path;
        List<Problem> problems =
                switch (SpecReader.read(content(file))) {
                    case SpecResult.Valid valid -> List.of();
                    case SpecResult.Invalid invalid -> invalid.problems();
                };
        Console console = context.console();
        if (options.isJson()) {
            console.json(new Result(file.toString(), problems.isEmpty(), problems));
        } else if (problems.isEmpty()) {
            console.print(file + " is valid");
        } else {
            problems.forEach(problem -> console.print(problem.toString()));
        }
        return problems.isEmpty() ? 0 : 1;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw CannotGoOn.because(
                    "spec-unreadable",
                    file + " cannot be read: " + (Files.exists(file) ? e.toString() : "there is no such file"),
                    "Name a millrace.yaml in UTF-8, or a folder that holds one.");
        }
    }
}
