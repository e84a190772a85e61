package io.millrace.local;

import io.millrace.workloads.WorkloadsUnavailable;
import io.millrace.workloads.folder.ArtifactFolder;
import io.millrace.workloads.process.ProcessWorkloads;
import java.util.List;

/** Workloads that outlive the workers: model servers, and trainings that were under way. */
final class LeftBehind {
    private LeftBehind() {}

    /** Ends all of them; the workers start again what they still want. Returns their names. */
    static List<String> stopAll(Home home) {
        try (var workloads = new ProcessWorkloads(home.folder(), new ArtifactFolder(home.folder()))) {
            return workloads.stopAll();
        } catch (WorkloadsUnavailable e) {
            throw new CannotGoOn(e.failure());
        }
    }
}
