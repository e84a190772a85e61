package io.millrace.builder.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where commits come from. */
public interface Sources {

    /**
     * Fetches one commit and nothing before it.
     *
     * @param revision branch, tag or commit id; absent: the default branch
     * @param folder   an empty folder to work in; of use until the commit is closed
     * @throws SourceRefused        if the model's authors must change something
     * @throws InterruptedException when told to stop
     * @throws IOException          if the local disk fails
     */
    Commit fetch(GitUrl url, Optional<String> revision, Path folder) throws IOException, InterruptedException;
}
