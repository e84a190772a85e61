package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PythonTest {
    @TempDir
    Path folder;

    @Test
    void a_wrapper_is_asked_once_where_the_real_one_is_however_many_want_to_know() throws Exception {
        Path real = executable("real", "exit 1");
        Path wrapper = executable(
                "wrapper",
                "echo asked >> '" + folder.resolve("asked") + "'; sleep 0.2; echo '" + real + "'; echo True");
        var python = new Python(wrapper.toString());

        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Path> ask = python::executable;
            for (var answer : threads.invokeAll(Collections.nCopies(8, ask))) {
                assertThat(answer.get()).isEqualTo(real);
            }
        }

        assertThat(folder.resolve("asked")).hasContent("asked");
    }

    private Path executable(String name, String script) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
