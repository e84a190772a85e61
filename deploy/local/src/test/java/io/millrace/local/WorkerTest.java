package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkerTest {
    @TempDir
    Path folder;

    @Test
    void reads_what_the_user_sets_for_its_role() throws IOException {
        Path settings = Files.createFile(folder.resolve("builder.properties"));
        String option = "-Dquarkus.config.locations=" + settings.toUri();

        assertThat(worker(Stage.BUILD, 1).command()).contains(option);
        assertThat(worker(Stage.BUILD, 2).command()).contains(option);
        assertThat(worker(Stage.TRAIN, 1).command()).noneMatch(argument -> argument.contains("config.locations"));
    }

    @Test
    void needs_no_settings() {
        assertThat(worker(Stage.BUILD, 1).command()).noneMatch(argument -> argument.contains("config.locations"));
    }

    private Worker worker(Stage stage, int replica) {
        Home home = Home.of(Map.of("MILLRACE_HOME", folder.toString())).open();
        return new Worker(stage, replica, folder, home, new Ports(8800));
    }
}
