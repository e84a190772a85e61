package io.millrace.promises;

import io.millrace.events.Envelope;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * All that there is to judge by, once nothing happens any more.
 *
 * @param last    the last stage that was there; a run that it sent on is through
 * @param log     every event, at least each topic's of one model in the order of its offsets
 * @param works   every start of a workload's command, at least each model's in the order in which they happened
 * @param beliefs how the runs ended, as their stages remember it; may be empty
 * @param left    what is still there and should not be: work that is held, workloads, troubles
 */
public record History(Stage last, List<Seen> log, List<Work> works, List<Belief> beliefs, List<String> left) {

    public History {
        log = List.copyOf(log);
        works = List.copyOf(works);
        beliefs = List.copyOf(beliefs);
        left = List.copyOf(left);
    }

    /**
     * An event where it lies.
     *
     * @param at when it came there: any clock that the works go by, too; 0 where that is not known
     */
    public record Seen(String topic, int partition, long offset, long at, Envelope envelope) {
        public String id() {
            return envelope.id();
        }

        public PipelineEvent event() {
            return envelope.event();
        }

        /** The run that it begins, where it is a registration. */
        public Optional<RunId> begins() {
            return event() instanceof ModelRegistered
                    ? Optional.of(RunId.of(envelope.source(), id()))
                    : Optional.empty();
        }

        /** Not where either time is not known. */
        boolean isBefore(Work work) {
            return at > 0 && at < work.began();
        }

        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** How a workload came to its end. */
    public enum End {
        DONE,
        /** In a way that does not pass: the next attempt would fail, too. */
        FAILED,
        FAILED_FOR_NOW,
        LOST,
        HALTED,
        NONE
    }

    /**
     * @param began when its command was started, on the clock of {@link Seen#at}; 0 where that is not known
     * @param ended when it was over; {@link Long#MAX_VALUE} while it is not, or where that is not known
     */
    public record Work(RunRef run, Stage stage, int attempt, long began, long ended, End end) {
        String name() {
            return stage + " of " + round(run) + ", attempt " + attempt;
        }
    }

    /** @param ended absent when the stage sent the run on */
    public record Belief(RunRef run, Stage stage, Optional<RunEnded.Result> ended) {}

    /** A run's round: what is admitted once, and ends once. */
    record Round(RunId run, int number) {
        @Override
        public String toString() {
            return run + "/" + number;
        }
    }

    static Round round(RunRef run) {
        return new Round(run.run(), run.round());
    }

    /** What a reader goes by: of several records with one id the first. Progress is not among them. */
    public List<Seen> firsts() {
        var ids = new HashSet<String>();
        return log.stream()
                .filter(seen -> !(seen.event() instanceof StageProgressed))
                .filter(seen -> ids.add(seen.id()))
                .toList();
    }

    /** The events of one type, as a reader goes by them. */
    public <T extends PipelineEvent> List<T> all(Class<T> type) {
        var found = new ArrayList<T>();
        firsts().stream()
                .map(Seen::event)
                .filter(type::isInstance)
                .map(type::cast)
                .forEach(found::add);
        return found;
    }
}
