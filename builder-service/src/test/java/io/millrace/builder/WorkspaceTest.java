package io.millrace.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkspaceTest {
    static final RunRef RUN = new RunRef(
            RunId.of(URI.create("/test"), "one"), 0, new ModelName("digits"), Optional.empty(), new Sequence(0, 1));

    @TempDir
    Path home;

    /** As another process would have left it. */
    private Path leftBy(long pid) throws IOException {
        Path folder = home.resolve("cache/builds/" + RUN.run() + "-0." + pid + "." + UUID.randomUUID() + ".1");
        Files.createDirectories(folder.resolve("files"));
        return Files.writeString(folder.resolve("files/0"), "content");
    }

    @Test
    void another_replica_that_builds_the_same_run_is_left_alone() throws IOException {
        Path theirs = leftBy(ProcessHandle.current().parent().orElseThrow().pid());

        try (var ours = Workspace.of(RUN, home)) {
            assertThat(ours.folder()).isEmptyDirectory();
        }

        assertThat(theirs).hasContent("content");
    }

    @Test
    void what_a_killed_builder_left_is_removed() throws IOException, InterruptedException {
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path left = leftBy(gone.pid());

        try (var ours = Workspace.of(RUN, home)) {
            assertThat(left).doesNotExist();
            assertThat(ours.folder()).isEmptyDirectory();
        }
    }

    @Test
    void two_builds_of_a_run_in_one_process_do_not_meet() throws IOException {
        try (var first = Workspace.of(RUN, home);
                var second = Workspace.of(RUN, home)) {
            assertThat(first.folder()).isNotEqualTo(second.folder()).exists();
        }
        assertThat(home.resolve("cache/builds")).isEmptyDirectory();
    }
}
