package io.millrace.promises;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Envelope;
import io.millrace.events.RoundCommand;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.StageEvent;
import io.millrace.promises.History.Round;
import io.millrace.promises.History.Seen;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What people's commands came to. */
final class Commands {
    private Commands() {}

    private static Map<String, Command> commands(History history) {
        var commands = new HashMap<String, Command>();
        history.firsts().stream()
                .map(Seen::envelope)
                .filter(envelope -> envelope.event() instanceof Command)
                .forEach(envelope -> commands.put(envelope.id(), (Command) envelope.event()));
        return commands;
    }

    static Set<Round> acceptedRounds(History history) {
        Map<String, Command> commands = commands(history);
        var rounds = new HashSet<Round>();
        for (CommandAccepted accepted : history.all(CommandAccepted.class)) {
            if (commands.get(accepted.command()) instanceof RoundCommand) {
                rounds.add(new Round(accepted.run(), accepted.round()));
            }
        }
        return rounds;
    }

    static Stream<Found> undead(History history) {
        Map<String, Command> commands = commands(history);
        return Promise.collect(found -> {
            for (Seen seen : history.firsts()) {
                if (seen.event() instanceof CommandAccepted accepted
                        && commands.get(accepted.command()) instanceof RunCancel) {
                    history.works().stream()
                            .filter(work -> work.run().run().equals(accepted.run())
                                    && work.run().round() <= accepted.round()
                                    && seen.isBefore(work))
                            .forEach(work -> found.accept(work.name(), "was started after it was cancelled"));
                    cancelled(history, accepted)
                            .forEach(end -> found.accept(
                                    accepted.run().toString(),
                                    "the cancel was accepted, and it ended as " + end.result()));
                }
            }
        });
    }

    /** Ends of the round that an accepted cancel was about that are none. */
    private static Stream<RunEnded> cancelled(History history, CommandAccepted accepted) {
        return history.all(RunEnded.class).stream()
                .filter(end -> History.round(end.run()).equals(new Round(accepted.run(), accepted.round())))
                .filter(end -> end.result() != RunEnded.Result.CANCELLED);
    }

    /** A cancel of a run that is beyond the last stage, or that never came, is not answered here. */
    static Stream<Found> unanswered(History history) {
        var here = new HashSet<io.millrace.events.RunId>();
        history.all(RunEnded.class).forEach(end -> here.add(end.run().run()));
        history.all(StageEvent.class).stream()
                .filter(outcome -> outcome.stage() == history.last())
                .forEach(outcome -> here.remove(outcome.run().run()));
        return Promise.collect(found -> {
            var answers = new HashMap<String, Set<Object>>();
            for (Seen seen : history.log()) {
                if (seen.event() instanceof CommandAnswer answer) {
                    answers.computeIfAbsent(answer.command(), id -> new HashSet<>())
                            .add(answer.getClass());
                }
            }
            answers.forEach((id, said) -> {
                if (said.size() > 1) {
                    found.accept(id, "was answered in several ways: " + said);
                }
            });
            for (Envelope asked : history.firsts().stream().map(Seen::envelope).toList()) {
                boolean must = asked.event() instanceof RoundCommand
                        || asked.event() instanceof RunCancel cancel && here.contains(cancel.run());
                if (must && !answers.containsKey(asked.id())) {
                    found.accept(asked.id(), "was not answered: " + asked.event());
                }
            }
        });
    }
}
