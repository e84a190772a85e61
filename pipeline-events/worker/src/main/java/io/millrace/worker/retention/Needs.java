package io.millrace.worker.retention;

import io.millrace.events.Digest;
import io.millrace.events.RunId;
import java.util.Set;

/** What must not be removed, as the log has it at one moment. */
public record Needs(Set<RunId> runs, Set<Digest> images) {
    public Needs {
        runs = Set.copyOf(runs);
        images = Set.copyOf(images);
    }

    boolean include(Item item) {
        return switch (item.key()) {
            case Item.Key.Image(var digest) -> images.contains(digest);
            case Item.Key.Artifacts(var run) -> runs.contains(run);
        };
    }
}
