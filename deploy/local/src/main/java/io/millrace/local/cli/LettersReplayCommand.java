package io.millrace.local.cli;

import io.millrace.letters.Choice;
import io.millrace.letters.LetterId;
import io.millrace.letters.LetterQuery;
import io.millrace.letters.Letters;
import io.millrace.letters.Replay;
import io.millrace.local.CannotGoOn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        description = {
            "Publishes dead letters again, as they came and where they came from.",
            "Give ids, or say which with --topic and the like. One that was replayed already is passed over; even"
                    + " where it comes twice, the pipeline knows an event by its id and works on it once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace dead-letters replay builder/3/17",
            "  millrace dead-letters replay --topic millrace.model-registered --since 2h --dry-run"
        })
final class LettersReplayCommand implements Callable<Integer> {
    private static final int NAMED = 10;

    private final Context context;
    private final Keyboard keyboard;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(arity = "0..*", paramLabel = "ID", description = "as listed, for example builder/3/17")
    private List<LetterId> ids = new ArrayList<>();

    @Mixin
    private LetterOptions filter = new LetterOptions();

    @Option(names = "--dry-run", description = "say what would be replayed, and replay nothing")
    private boolean dryRun;

    @Option(names = "--again", description = "replay also what was replayed already")
    private boolean again;

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask before replaying more than one")
    private boolean yes;

    LettersReplayCommand(Context context, Keyboard keyboard) {
        this.context = context;
        this.keyboard = keyboard;
    }

    /**
     * The document for {@code --output json}.
     *
     * @param skipped replayed before, and left alone this time
     */
    record Replayed(boolean dryRun, List<Replay.Sent> replayed, Collection<LetterId> skipped) {}

    /** The same for {@code --dry-run}. */
    record Planned(boolean dryRun, Collection<LetterId> chosen, Collection<LetterId> skipped) {}

    @Override
    public Integer call() throws InterruptedException {
        LetterQuery query = filter.query();
        if (ids.isEmpty() == query.equals(LetterQuery.ALL)) {
            throw new ParameterException(
                    spec.commandLine(),
                    ids.isEmpty()
                            ? "which dead letters? Give their ids, or one of --topic, --worker, --model, --since, --until"
                            : "give ids or a filter, not both");
        }
        try (var letters = DeadLettersCommand.letters(context)) {
            Choice choice = ids.isEmpty() ? letters.choose(query) : letters.choose(new TreeSet<>(ids));
            Collection<LetterId> skipped = again ? Set.of() : choice.replayed();
            NavigableMap<LetterId, TopicPartition> chosen = again ? choice.letters() : choice.fresh();
            tellSkipped(skipped);
            if (dryRun) {
                plan(chosen, skipped);
            } else if (chosen.isEmpty()) {
                finish(List.of(), skipped);
            } else if (isWanted(chosen)) {
                finish(replay(letters, chosen), skipped);
            } else {
                return 1;
            }
        }
        return 0;
    }

    private boolean isWanted(NavigableMap<LetterId, TopicPartition> chosen) {
        if (yes || chosen.size() == 1) {
            return true;
        }
        if (!keyboard.isThere()) {
            throw CannotGoOn.because(
                    "not-confirmed",
                    "this would replay " + chosen.size() + " dead letters, and there is no terminal to ask on",
                    "See what it would do with --dry-run, then add --yes.");
        }
        return keyboard.confirms(
                context.console(),
                "Replay " + chosen.size() + " dead letters, from " + chosen.firstKey() + " to " + chosen.lastKey()
                        + "?");
    }

    private List<Replay.Sent> replay(Letters letters, NavigableMap<LetterId, TopicPartition> chosen)
            throws InterruptedException {
        var sent = new ArrayList<Replay.Sent>();
        try (var replay = letters.replay()) {
            replay.replay(chosen, one -> {
                sent.add(one);
                if (!options.isJson()) {
                    context.console().print(one.id() + "  " + one.topic() + "-" + one.partition() + "@" + one.offset());
                }
            });
        } finally {
            context.console().tell("replayed", sent.size() + " of " + chosen.size());
        }
        return sent;
    }

    private void plan(NavigableMap<LetterId, TopicPartition> chosen, Collection<LetterId> skipped) {
        Console console = context.console();
        if (options.isJson()) {
            console.json(new Planned(true, chosen.keySet(), skipped));
        } else {
            chosen.forEach((id, place) -> console.print(id + "  " + place));
            console.tell("dry run", chosen.size() + " would be replayed");
        }
    }

    private void finish(List<Replay.Sent> sent, Collection<LetterId> skipped) {
        if (options.isJson()) {
            context.console().json(new Replayed(false, sent, skipped));
        } else if (sent.isEmpty()) {
            context.console().print("There is nothing to replay.");
        }
    }

    private void tellSkipped(Collection<LetterId> skipped) {
        Console console = context.console();
        skipped.stream()
                .limit(NAMED)
                .forEach(id -> console.tell("skipped", id + " was replayed already; --again replays it once more"));
        if (skipped.size() > NAMED) {
            console.tell("skipped", "and " + (skipped.size() - NAMED) + " more");
        }
    }
}
