package io.millrace.local.cli;

import io.millrace.local.CannotGoOn;
import io.millrace.spec.Problem;
import io.millrace.spec.SpecReader;
import io.millrace.spec.SpecResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Checks a millrace.yaml, without a network and without the stack; names every mistake's place.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace validate", "  millrace validate models/churn/millrace.yaml --output json"})
final class ValidateCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 1 << 20;
    private static final int PROBLEMS_SHOWN = 20;

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
            print(console, problems);
        }
        return problems.isEmpty() ? 0 : 1;
    }

    private static void print(Console console, List<Problem> problems) {
        problems.stream().limit(PROBLEMS_SHOWN).forEach(problem -> console.print(problem.toString()));
        if (problems.size() > PROBLEMS_SHOWN) {
            console.print("and " + (problems.size() - PROBLEMS_SHOWN) + " more; --output json has them all");
        }
    }

    private static String content(Path file) {
        if (Files.notExists(file)) {
            throw unreadable(file, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw unreadable(file, "it is no regular file");
        }
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unreadable(file, "it has more than 1 MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CannotGoOn.because("spec-unreadable", file + " is not UTF-8 text", "Save it as UTF-8.");
        } catch (AccessDeniedException e) {
            throw unreadable(file, "this user may not read it");
        } catch (IOException e) {
            throw unreadable(file, Objects.requireNonNullElse(e.getMessage(), "reading failed"));
        }
    }

    private static CannotGoOn unreadable(Path file, String why) {
        return CannotGoOn.because(
                "spec-unreadable",
                file + " cannot be read: " + why,
                "Name a millrace.yaml in UTF-8, or a folder that holds one.");
    }
}
