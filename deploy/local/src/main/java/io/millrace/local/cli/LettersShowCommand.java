package io.millrace.local.cli;

import io.millrace.letters.LetterId;
import io.millrace.letters.Letters;
import io.millrace.local.CannotGoOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Shows all there is about a dead letter.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace dead-letters show builder/3/17"})
final class LettersShowCommand implements Callable<Integer> {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(arity = "1", paramLabel = "ID", description = "as listed, for example builder/3/17")
    private Optional<LetterId> id = Optional.empty();

    @Option(
            names = "--raw",
            paramLabel = "FILE",
            description = "write the bytes of its value to this file, or with - to standard output and nothing else")
    private Optional<Path> raw = Optional.empty();

    LettersShowCommand(Context context) {
        this.context = context;
    }

    /** The document for {@code --output json} with {@code --raw FILE}. */
    record Written(LetterId id, Path file, int bytes) {}

    @Override
    public Integer call() throws InterruptedException {
        Letters.Found found;
        try (var letters = DeadLettersCommand.letters(context)) {
            found = letters.find(id.orElseThrow());
        }
        Console console = context.console();
        if (raw.isPresent()) {
            write(found.letter().id(), found.letter().value(), raw.get());
        } else if (options.isJson()) {
            console.json(LetterView.of(found));
        } else {
            console.print(LetterView.of(found).text());
        }
        return 0;
    }

    private void write(LetterId letter, byte @Nullable [] value, Path file) {
        if (value == null) {
            throw CannotGoOn.because(
                    "no-value", "the record of dead letter " + letter + " has no value", "There is nothing to write.");
        }
        Console console = context.console();
        try {
            if (file.equals(STANDARD_OUTPUT)) {
                console.out().write(value);
                console.out().flush();
                return;
            }
            Files.write(file, value);
        } catch (IOException e) {
            throw CannotGoOn.because("not-written", file + " cannot be written: " + e, "Choose another file.");
        }
        if (options.isJson()) {
            console.json(new Written(letter, file, value.length));
        } else {
            console.print(value.length + " bytes in " + file);
        }
    }
}
