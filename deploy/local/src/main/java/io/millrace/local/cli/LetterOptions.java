package io.millrace.local.cli;

import io.millrace.events.ModelName;
import io.millrace.events.Stage;
import io.millrace.letters.LetterQuery;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead letters a command is about. */
final class LetterOptions {
    @Option(names = "--worker", paramLabel = "WORKER", description = "those that this worker could not read")
    private Optional<Stage> worker = Optional.empty();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "those that came on this topic, with or without the prefix millrace.")
    private Optional<String> topic = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moment.class,
            description = "those that became dead letters then or later: 30m, 2h, 7d ago, or a time like"
                    + " '2026-01-31 09:00' or 2026-01-31T09:00:00Z")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Moment.class,
            description = "those that became dead letters before that time, written likewise")
    private Optional<Instant> until = Optional.empty();

    @Option(names = "--model", paramLabel = "MODEL", description = "those whose key is this model")
    private Optional<ModelName> model = Optional.empty();

    LetterQuery query() {
        return new LetterQuery(worker, topic, since, until, model);
    }
}
