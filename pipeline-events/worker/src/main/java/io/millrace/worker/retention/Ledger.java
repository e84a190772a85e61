package io.millrace.worker.retention;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Candidate;
import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandRejected;
import io.millrace.events.Digest;
import io.millrace.events.ImageRef;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import io.millrace.events.StageEvent;
import io.millrace.events.StageProgressed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps account of what is needed, from the events of the log. Events of one topic come in their order; topics may be
 * read in any order between two calls of {@link #forget}.
 *
 * <p>Needed are the images and artifacts of a run that has not ended, that ended a grace time ago or less, that is one
 * of the last good ones of its model, that serves, or that what serves has replaced. In doubt a run is needed: a late
 * duplicate of a forgotten run's event keeps that run until this account is opened anew. Not thread-safe.
 */
public final class Ledger {
    private final Duration grace;
    private final int lastGood;
    private final Map<RunId, Account> runs = new HashMap<>();
    private final Map<ModelName, Deque<RunId>> good = new HashMap<>();
    private final Map<ModelName, Set<RunId>> serving = new HashMap<>();
    private final Map<ModelName, Long> generations = new HashMap<>();

    /**
     * @param grace    how long what a run that ended left behind stays, for a retry
     * @param lastGood how many deployed (or, without a deployment, finished) versions of a model stay, for going back
     */
    public Ledger(Duration grace, int lastGood) {
        this.grace = grace;
        this.lastGood = lastGood;
    }

    /** What is known of one run. */
    private static final class Account {
        private final Set<Digest> images = new HashSet<>(1);
        private int lastRound = -1;
        private int lastEnded = -1;
        private Instant endedAt = Instant.MIN;

        void uses(Candidate candidate) {
            candidate.image().map(ImageRef::digest).ifPresent(images::add);
        }

        boolean isOpen() {
            return lastRound > lastEnded;
        }
    }

    /** @param at when the event was written */
    public void on(PipelineEvent event, Instant at) {
        switch (event) {
            case StageEvent answer -> answered(answer);
            case RunEnded ended -> ended(ended, at);
            case ServingChanged changed -> serves(changed);
            case ServingEnded ended -> ends(ended);
            // A round that begins needs what the run had, before any stage says more of it.
            case CommandAccepted accepted -> begins(accepted);
            case CommandRejected ignored -> {}
            case Command ignored -> {}
            // The first two take part in a run whose next stage event comes; the others change nothing about it.
            case ModelRegistered ignored -> {}
            case StageProgressed ignored -> {}
            case AlertRaised ignored -> {}
            case AlertResolved ignored -> {}
        }
    }

    private Account account(RunRef run) {
        return runs.computeIfAbsent(run.run(), unknown -> new Account());
    }

    private void answered(StageEvent answer) {
        Account account = account(answer.run());
        account.lastRound = Math.max(account.lastRound, answer.run().round());
        account.uses(answer.candidate());
    }

    private void begins(CommandAccepted accepted) {
        Account account = runs.computeIfAbsent(accepted.run(), unknown -> new Account());
        account.lastRound = Math.max(account.lastRound, accepted.round());
    }

    private void ended(RunEnded ended, Instant at) {
        RunRef run = ended.run();
        Account account = account(run);
        if (run.round() >= account.lastEnded) {
            account.lastEnded = run.round();
            account.endedAt = at.isAfter(account.endedAt) ? at : account.endedAt;
        }
        if (ended.result() == Result.DEPLOYED || ended.result() == Result.FINISHED) {
            Deque<RunId> last = good.computeIfAbsent(run.model(), unknown -> new ArrayDeque<>());
            last.remove(run.run());
            last.addLast(run.run());
            while (last.size() > lastGood) {
                last.removeFirst();
            }
        }
    }

    private void serves(ServingChanged changed) {
        account(changed.run()).uses(changed.candidate());
        if (isOld(changed)) {
            return;
        }
        var needed = new HashSet<RunId>();
        needed.add(changed.run().run());
        changed.replacedRun().ifPresent(needed::add);
        serving.put(changed.run().model(), needed);
    }

    private void ends(ServingEnded ended) {
        if (!isOld(ended)) {
            serving.remove(ended.run().model());
        }
    }

    /** Whether it is a copy of something that is over. */
    private boolean isOld(ServingEvent event) {
        return generations.merge(event.run().model(), event.generation(), Math::max) > event.generation();
    }

    /** Nothing is known of what serves the model any more. */
    public void servesNoMore(ModelName model) {
        serving.remove(model);
        generations.remove(model);
    }

    /** As of now. Only true when the log was read to its end. */
    public Needs needs(Instant now) {
        Set<RunId> kept = keptForTheirModels();
        var needed = new HashSet<RunId>(kept);
        var images = new HashSet<Digest>();
        runs.forEach((run, account) -> {
            if (kept.contains(run) || isFresh(account, now)) {
                needed.add(run);
                images.addAll(account.images);
            }
        });
        return new Needs(needed, images);
    }

    /** Drops what is needed no more, so that memory does not grow with the log. */
    public void forget(Instant now) {
        Set<RunId> kept = keptForTheirModels();
        runs.entrySet().removeIf(run -> !kept.contains(run.getKey()) && !isFresh(run.getValue(), now));
    }

    /** How many runs are remembered. */
    int size() {
        return runs.size();
    }

    private boolean isFresh(Account account, Instant now) {
        return account.isOpen() || !account.endedAt.plus(grace).isBefore(now);
    }

    private Set<RunId> keptForTheirModels() {
        var kept = new HashSet<RunId>();
        good.values().forEach(kept::addAll);
        serving.values().forEach(kept::addAll);
        return kept;
    }
}
