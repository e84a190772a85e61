package io.millrace.trainer;

import io.millrace.worker.retention.Item;
import io.millrace.worker.retention.Store;
import io.millrace.workloads.ArtifactStore;
import io.millrace.workloads.ArtifactStore.OfRun;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The artifacts of all stages, which the trainer looks after because nearly all of them are its. */
@ApplicationScoped
class ArtifactsOnThisMachine implements Store {
    private final ArtifactStore artifacts;

    ArtifactsOnThisMachine(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    @Override
    public String name() {
        return "artifacts";
    }

    @Override
    public List<Item> items() throws IOException {
        try {
            return artifacts.runs().stream()
                    .map(kept -> new Item(new Item.Key.Artifacts(kept.run()), kept.bytes(), kept.since()))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public boolean remove(Item item) throws IOException {
        try {
            return item.key() instanceof Item.Key.Artifacts(var run)
                    && artifacts.remove(new OfRun(run, item.bytes(), item.since()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
