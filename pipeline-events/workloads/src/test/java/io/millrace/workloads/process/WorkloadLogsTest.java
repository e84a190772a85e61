package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.workloads.WorkloadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class WorkloadLogsTest {
    @TempDir
    Path home;

    private Place place;

    @BeforeEach
    void open() throws IOException {
        place = new Place(home);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private List<String> lines(String name) throws IOException {
        var lines = new ArrayList<String>();
        try (WorkloadLogs.Reader reader = new WorkloadLogs(home).read(name)) {
            assertThat(reader.next(lines::add)).isFalse();
        }
        return lines;
    }

    @Test
    void what_a_command_wrote_is_there_before_and_after_it_is_concluded() throws Exception {
        WorkloadRequest request = place.sh("echo one; printf two");
        place.run(request);
        assertThat(lines(request.name())).containsExactly("one", "two");

        place.workloads.conclude(request.name());

        assertThat(place.folder(request).path()).doesNotExist();
        assertThat(lines(request.name())).containsExactly("one", "two");
    }

    @Test
    void what_a_command_goes_on_to_write_is_read_as_it_comes() throws Exception {
        WorkloadRequest request = place.sh("echo one; while [ ! -e go ]; do sleep 0.01; done; echo two");
        place.workloads.submit(request);
        Place.Told told = place.observe(request);
        told.awaitLine("one");
        var lines = new ArrayList<String>();
        try (WorkloadLogs.Reader reader = new WorkloadLogs(home).read(request.name())) {
            assertThat(reader.next(lines::add)).isTrue();
            assertThat(lines).containsExactly("one");

            place.workloads.cancel(request.name());
            told.end();

            assertThat(reader.next(lines::add)).isFalse();
        }
    }

    @Test
    void the_logs_of_a_run_are_listed_in_the_order_of_its_attempts() throws Exception {
        var names = new ArrayList<String>();
        WorkloadRequest request = place.sh("echo hello");
        for (int i = 0; i < 2; i++) {
            request = place.sh("echo hello");
            place.run(request);
            names.add(request.name());
        }
        place.workloads.conclude(names.getFirst());

        assertThat(new WorkloadLogs(home).names(request.run().run(), request.stage()))
                .containsExactlyElementsOf(names);
    }

    @Test
    void the_newest_stay_that_fit() throws Exception {
        Path kept = Files.createDirectories(home.resolve("logs/workloads"));
        for (int i = 1; i <= 4; i++) {
            Path log = Files.writeString(kept.resolve("train-" + i), "0123456789");
            Files.setLastModifiedTime(log, FileTime.from(Instant.EPOCH.plusSeconds(i)));
        }

        new WorkloadLogs(home, 25).sweep();

        assertThat(kept).isDirectoryContaining("glob:**/train-4").isDirectoryContaining("glob:**/train-3");
        assertThat(kept).isDirectoryNotContaining("glob:**/train-2").isDirectoryNotContaining("glob:**/train-1");
    }
}
