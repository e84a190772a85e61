package io.millrace.promises;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import io.millrace.events.Envelope;
import io.millrace.events.RoundCommand;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.StageEvent;
import io.millrace.promises.History.Round;
import io.millrace.promises.History.Seen;
import io.millrace.promises.History.Work;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What people's commands came to. */
final class Commands {
    /** How a stage says so. */
    private static final String ENDED = "it ended already";

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
            wronglyOver(history, commands, found);
            for (Seen seen : history.firsts()) {
                if (seen.event() instanceof CommandAccepted accepted
                        && commands.get(accepted.command()) instanceof RunCancel) {
                    history.works().stream()
                            .filter(work -> isMeant(work, accepted, accepted.round()) && seen.isBefore(work))
                            .forEach(work -> found.accept(work.name(), "was started after it was cancelled"));
                    cancelled(history, accepted)
                            .forEach(end -> found.accept(
                                    accepted.run().toString(),
                                    "the cancel was accepted, and it ended as " + end.result()));
                }
            }
        });
    }

    /** A run of which it is said that it ended already does not go on. */
    private static void wronglyOver(History history, Map<String, Command> commands, BiConsumer<String, String> found) {
        Set<Round> accepted = acceptedRounds(history);
        for (Seen seen : history.firsts()) {
            if (seen.event() instanceof CommandRejected rejected
                    && commands.get(rejected.command()) instanceof RunCancel
                    && rejected.reason().startsWith(ENDED)) {
                int latest = latest(rejected, history, accepted);
                history.works().stream()
                        .filter(work -> isMeant(work, rejected, latest) && seen.isBefore(work))
                        .forEach(work ->
                                found.accept(work.name(), "was started after a cancel was told that it had ended"));
            }
        }
    }

    /** The latest round of those that had been asked for when the cancel was given. */
    private static int latest(CommandRejected answer, History history, Set<Round> accepted) {
        long asked = history.firsts().stream()
                .takeWhile(seen -> !seen.id().equals(answer.command()))
                .filter(seen -> seen.event() instanceof RoundCommand command
                        && command.run().equals(answer.run()))
                .count();
        return accepted.stream()
                .filter(round -> round.run().equals(answer.run()) && round.number() <= asked)
                .mapToInt(Round::number)
                .max()
                .orElse(0);
    }

    /** What another stage does for an earlier round ends when that stage reads of it, which may be later. */
    private static boolean isMeant(Work work, CommandAnswer answer, int latest) {
        int round = work.run().round();
        return work.run().run().equals(answer.run())
                && (round == latest || round < latest && work.stage() == answer.stage());
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
