package io.millrace.events;

/** A command that is carried out as the run's next round: by one stage, in the model's order, and at most once. */
public sealed interface RoundCommand extends Command permits RunRetry, DeploymentRollback, DeploymentRemove {
    /** The stage that begins the round; it must have had the run before. */
    Stage from();
}
