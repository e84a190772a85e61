package io.millrace.events;

import java.util.Optional;

/**
 * The source was fetched, its spec is valid, and the image lies in its store.
 *
 * @param candidate its image is present when {@code status} is done
 * @param commit    full id of the commit that was built; absent for sources other than Git
 */
public record ImageBuilt(RunRef run, StageStatus status, Candidate candidate, Optional<String> commit)
        implements StageEvent {
    @Override
    public Stage stage() {
        return Stage.BUILD;
    }
}
