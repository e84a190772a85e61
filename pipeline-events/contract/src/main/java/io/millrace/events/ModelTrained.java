package io.millrace.events;

/**
 * Training ended well, or the spec asks for none.
 *
 * @param candidate its artifact is present when {@code status} is done; its metrics are those of training
 */
public record ModelTrained(RunRef run, StageStatus status, Candidate candidate) implements StageEvent {
    @Override
    public Stage stage() {
        return Stage.TRAIN;
    }
}
