package io.millrace.local.cli;

import io.millrace.events.Failure;
import io.millrace.events.ModelName;
import io.millrace.events.Version;
import io.millrace.letters.LettersProblem;
import io.millrace.local.CannotGoOn;
import io.millrace.local.Home;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The command that all others belong to. */
@Command(
        name = "millrace",
        version = "millrace 0.1.0",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Takes models from a commit to production.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace demo                    a sample model, from its repository to an answer",
            "  millrace up --detach             the broker and the five workers, in the background",
            "  millrace register --model churn --git ~/models/churn --wait",
            "  millrace runs --output json      what became of it",
            "  millrace test                    all tests of Millrace itself (./mvnw verify)",
            "  millrace help register           more about one command",
            "",
            "What it keeps is in MILLRACE_HOME, ~/.millrace unless set."
        })
final class Millrace {
    private static final int INTERRUPTED = 130;
    private static final int WIDTH = 110;

    private Millrace() {}

    public static void main(String[] arguments) {
        System.exit(run(Console.ofThisProcess(), arguments));
    }

    private static int run(Console console, String... arguments) {
        try {
            var root = Path.of(System.getProperty("millrace.root", "."));
            var context = new Context(console, Home.of(System.getenv()), root);
            return run(context, Keyboard.ofThisProcess(), arguments);
        } catch (CannotGoOn e) {
            return report(console, e.failure(), ExitCode.SOFTWARE, arguments);
        }
    }

    static int run(Context context, String... arguments) {
        return run(context, Keyboard.NONE, arguments);
    }

    /** Returns 0 when it went well, 1 when it did not, 2 when the command line is wrong. */
    static int run(Context context, Keyboard keyboard, String... arguments) {
        Console console = context.console();
        return commandLine(context, keyboard)
                .registerConverter(ModelName.class, Millrace.<ModelName>reading(ModelName::new))
                .registerConverter(Version.class, Millrace.<Version>reading(Version::new))
                .setUsageHelpWidth(WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, rest) -> misused(console, e, arguments))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(console, e, arguments))
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    static CommandLine commandLine(Context context, Keyboard keyboard) {
        return new CommandLine(new Millrace())
                .addSubcommand(new DemoCommand(context))
                .addSubcommand(new UpCommand(context))
                .addSubcommand(new DownCommand(context))
                .addSubcommand(new StatusCommand(context))
                .addSubcommand(new RegisterCommand(context))
                .addSubcommand(new WatchCommand(context))
                .addSubcommand(new RunsCommand(context))
                .addSubcommand(new LogsCommand(context))
                .addSubcommand(new AlertsCommand(context))
                .addSubcommand(new CancelCommand(context))
                .addSubcommand(new RetryCommand(context))
                .addSubcommand(new ModelsCommand(context))
                .addSubcommand(new ServingCommand(context))
                .addSubcommand(new RollbackCommand(context))
                .addSubcommand(new UndeployCommand(context))
                .addSubcommand(new LineageCommand(context))
                .addSubcommand(new ValidateCommand(context))
                .addSubcommand(new DoctorCommand(context))
                .addSubcommand(new ApiKeyCommand(context))
                .addSubcommand(DeadLettersCommand.with(context, keyboard))
                .addSubcommand(new CompletionCommand(context))
                .addSubcommand(new HelpCommand());
    }

    /** A value of the contract, which itself says what is wrong with a text that is none. */
    static <T> ITypeConverter<T> reading(Function<String, T> constructor) {
        return text -> {
            try {
                return constructor.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(Objects.requireNonNullElse(e.getMessage(), "not understood"));
            }
        };
    }

    private static int misused(Console console, ParameterException e, String... arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        var failure = Failure.userError(
                "usage", Objects.requireNonNullElse(e.getMessage(), "not understood"), "See ./" + command + " --help.");
        return report(console, failure, ExitCode.USAGE, arguments);
    }

    private static int failed(Console console, Exception e, String... arguments) {
        if (e instanceof InterruptedException) {
            return INTERRUPTED;
        }
        if (e instanceof CannotGoOn known) {
            return report(console, known.failure(), ExitCode.SOFTWARE, arguments);
        }
        if (e instanceof LettersProblem known) {
            return report(console, known.failure(), ExitCode.SOFTWARE, arguments);
        }
        var trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        var bug = new Failure(
                Failure.Kind.INTERNAL,
                "internal",
                e.toString(),
                "Look whether it is known, and report it with the lines above if it is not.",
                Optional.of(trace.toString()));
        return report(console, bug, ExitCode.SOFTWARE, arguments);
    }

    private static int report(Console console, Failure failure, int exitCode, String... arguments) {
        console.complain(failure);
        if (CommonOptions.isJson(arguments)) {
            console.json(Console.document(failure));
        }
        return exitCode;
    }
}
