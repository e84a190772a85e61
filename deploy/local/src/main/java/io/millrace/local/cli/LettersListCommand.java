package io.millrace.local.cli;

import io.millrace.letters.LetterQuery;
import io.millrace.letters.Listing;
import io.millrace.letters.Printable;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "Lists dead letters, the latest first.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace dead-letters list", "  millrace dead-letters list --since 2h --output json"})
final class LettersListCommand implements Callable<Integer> {
    private static final int ROWS = 100;
    private static final int MOST = 10_000;
    private static final int KEY_CHARS = 24;
    private static final int REASON_CHARS = 80;

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private LetterOptions letters = new LetterOptions();

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            description = "how many at most, 1 to 10000 (default: 100, with --output json 10000)")
    private Optional<Integer> limit = Optional.empty();

    LettersListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        int most = Math.clamp(limit.orElse(options.isJson() ? MOST : ROWS), 1, MOST);
        LetterQuery query = letters.query();
        Listing listing;
        try (var topics = DeadLettersCommand.letters(context)) {
            listing = topics.list(query, most);
        }
        Console console = context.console();
        if (options.isJson()) {
            console.json(listing.lines());
        } else if (listing.matching() == 0) {
            console.print(query.equals(LetterQuery.ALL) ? "There are no dead letters." : "There are none like that.");
        } else {
            console.print(table(listing).text());
        }
        remark(console, listing);
        return 0;
    }

    private static Table table(Listing listing) {
        var table = new Table("ID", "WHEN", "FROM", "KEY", "REPLAYED", "REASON");
        for (Listing.Line line : listing.lines()) {
            table.row(
                    line.id(),
                    Moment.text(line.written()),
                    line.topic() + "-" + line.partition() + "@" + line.offset(),
                    line.key().map(key -> Printable.excerpt(key, KEY_CHARS)).orElse("-"),
                    replayed(line),
                    Printable.excerpt(line.reason(), REASON_CHARS));
        }
        return table;
    }

    /** Whether this letter was published again, and how often its record was before it became this letter. */
    private static String replayed(Listing.Line line) {
        String now = line.replays() > 1 ? "yes, " + line.replays() + " times" : line.replays() == 1 ? "yes" : "no";
        int before = line.replayOf().size();
        return before == 0 ? now : now + " (before: " + before + ")";
    }

    private static void remark(Console console, Listing listing) {
        int listed = listing.lines().size();
        if (listing.matching() > listed) {
            console.tell(
                    "list", listed + " of " + listing.matching() + "; --limit, --since and the like choose others");
        }
        if (listing.strangers() > 0) {
            console.tell("list", listing.strangers() + " records among them are no dead letters, and left out");
        }
    }
}
