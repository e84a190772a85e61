package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code millrace}, in a checkout of its own with a Maven and JDKs that are made up. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ScriptTest {
    /** What the script may rely on; above all, not the JDK of the machine that runs the test. */
    static final List<String> TOOLS = List.of(
            "cat",
            "date",
            "dirname",
            "find",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "tee",
            "grep",
            "tail",
            "sh",
            "touch",
            "tr",
            "uname");

    static final Path SCRIPT = Path.of(System.getProperty("millrace.root"), "millrace");

    @TempDir
    Path folder;

    final Map<String, String> environment = new HashMap<>();
    Path checkout;
    Path places;

    record Answer(int exitCode, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        checkout = Files.createDirectories(folder.resolve("a check out"));
        Files.copy(SCRIPT, checkout.resolve("millrace"));
        places = Files.createDirectories(folder.resolve("jvm s"));
        environment.put("HOME", folder.toString());
        environment.put("PATH", tools().toString());
        environment.put("MILLRACE_JDK_PLACES", "/nowhere:" + places);
    }

    @Nested
    class Looking_for_a_JDK {

        @Test
        void takes_the_one_in_JAVA_HOME_if_it_will_do() throws Exception {
            Path home = jdk(folder.resolve("mine"), "21.0.5");
            jdk(places.resolve("jdk-25"), "25.0.1");
            environment.put("JAVA_HOME", home.toString());

            assertThat(run("jdk").out()).isEqualTo(home + "\n");
        }

        @Test
        void passes_over_a_JAVA_HOME_that_is_too_old() throws Exception {
            environment.put("JAVA_HOME", jdk(folder.resolve("mine"), "17.0.13").toString());
            Path newer = jdk(places.resolve("jdk-25"), "25.0.1");

            assertThat(run("jdk").out()).isEqualTo(newer + "\n");
        }

        @Test
        void takes_the_one_on_the_path_through_links() throws Exception {
            Path jdk = jdk(folder.resolve("linked to"), "23");
            Path bin = Files.createDirectories(folder.resolve("bin"));
            Files.createSymbolicLink(bin.resolve("javac"), jdk.resolve("bin/javac"));
            environment.put("PATH", bin + ":" + environment.get("PATH"));

            assertThat(run("jdk").out()).isEqualTo(jdk.toRealPath() + "\n");
        }

        @Test
        void takes_the_newest_of_those_that_are_installed() throws Exception {
            jdk(places.resolve("jdk-21"), "21.0.5");
            Path newest = jdk(places.resolve("temurin.jdk/Contents/Home"), "25.0.1");
            jdk(places.resolve("java-8"), "1.8.0_432");

            assertThat(run("jdk").out()).isEqualTo(newest + "\n");
        }

        @Test
        void does_not_take_a_runtime_without_a_compiler() throws Exception {
            Path jre = jdk(places.resolve("jre-25"), "25.0.1");
            Files.delete(jre.resolve("bin/javac"));

            assertThat(run("jdk").exitCode()).isEqualTo(1);
        }

        @Test
        void says_what_to_install_when_there_is_none() throws Exception {
            Answer answer = run("demo", "--exit");

            assertThat(answer.exitCode()).isEqualTo(1);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err())
                    .contains("needs a JDK 21 or newer (with javac), and found none")
                    .contains("https://adoptium.net");
        }
    }

    @Nested
    class Building {
        Path source;

        @BeforeEach
        void layOutSources() throws Exception {
            jdk(places.resolve("jdk-25"), "25.0.1");
            source = checkout.resolve("builder-service/src/main/java/Builder.java");
            Files.createDirectories(source.getParent());
            Files.writeString(source, "class Builder {}");
            Files.writeString(checkout.resolve("pom.xml"), "<project/>");
            makeEverythingOld();
            executable(
                    checkout.resolve("mvnw"),
                    """
                    #!/bin/sh
                    echo "[INFO] Building Millrace: the builder 0.1.0                   [7/15]"
                    echo "[INFO] something that only a developer wants to know"
                    echo "$*" >>maven.log
                    [ ! -f broken ] || { echo "[ERROR] Builder.java does not compile"; exit 7; }
                    for worker in builder trainer evaluator deployer monitor; do
                        mkdir -p $worker-service/target/quarkus-app
                        touch $worker-service/target/quarkus-app/quarkus-run.jar
                    done
                    mkdir -p deploy/local/target/lib
                    touch deploy/local/target/millrace-local-0.1.0.jar
                    """);
        }

        @Test
        void happens_once() throws Exception {
            run("status");
            run("status");

            assertThat(builds()).containsExactly("-B -DskipTests package");
        }

        @Test
        void happens_again_when_a_source_was_edited_or_removed() throws Exception {
            run("status");
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
            run("status");
            makeEverythingOld();
            Files.delete(source);
            Files.setLastModifiedTime(
                    source.getParent(), FileTime.from(Instant.now().plusSeconds(5)));
            run("status");

            assertThat(builds()).hasSize(3);
        }

        @Test
        void happens_again_when_something_of_it_is_gone() throws Exception {
            run("status");
            Files.delete(checkout.resolve("monitor-service/target/quarkus-app/quarkus-run.jar"));
            run("status");

            assertThat(builds()).hasSize(2);
        }

        @Test
        void leaves_standard_output_to_the_command() throws Exception {
            Answer answer = run("status", "--output", "json");

            assertThat(answer.err()).contains("millrace: building");
            assertThat(answer.out()).startsWith("java ").endsWith(" status --output json\n");
        }

        @Test
        void tells_how_far_it_is_and_keeps_the_rest_in_a_file() throws Exception {
            Answer answer = run("status");

            assertThat(answer.err()).contains("  7/15  Millrace: the builder\n").doesNotContain("only a developer");
            assertThat(checkout.resolve("target/build.log")).content().contains("only a developer");
        }

        @Test
        void that_fails_ends_it() throws Exception {
            Files.createFile(checkout.resolve("broken"));

            Answer answer = run("status");

            assertThat(answer.exitCode()).isEqualTo(1);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err()).contains("Builder.java does not compile", "the build failed");
        }

        @Test
        void works_from_anywhere_through_links() throws Exception {
            Path link = Files.createSymbolicLink(folder.resolve("link to it"), Path.of("a check out/millrace"));

            Answer answer = run(Path.of("/"), link.toString(), "status");

            assertThat(answer.out()).contains("-Dmillrace.root=" + checkout.toRealPath());
        }

        @Test
        void with_all_tests_is_what_test_does() throws Exception {
            Answer answer = run("test", "--output", "json", "-pl", "pipeline-events/contract");

            assertThat(answer.out()).matches("\\{\"passed\": true, \"exitCode\": 0, \"seconds\": \\d+}\n");
            assertThat(builds()).containsExactly("-B -pl pipeline-events/contract verify");
        }

        @Test
        void with_failing_tests_is_told() throws Exception {
            Files.createFile(checkout.resolve("broken"));

            Answer answer = run("test", "--output=json");

            assertThat(answer.exitCode()).isNotZero();
            assertThat(answer.out()).startsWith("{\"passed\": false, ");
        }

        @Test
        void names_the_tests_that_failed_at_the_end() throws Exception {
            executable(
                    checkout.resolve("mvnw"),
                    """
                    #!/bin/sh
                    mkdir -p trainer-service/target/surefire-reports
                    cat >trainer-service/target/surefire-reports/TrainerTest.txt <<'END'
                    -------------------------------------------------------------------------------
                    Test set: TrainerTest
                    -------------------------------------------------------------------------------
                    Tests run: 3, Failures: 1, Errors: 1, Skipped: 0, Time elapsed: 9.1 s <<< FAILURE! -- in TrainerTest
                    TrainerTest.trains -- Time elapsed: 0.046 s <<< FAILURE!
                    java.lang.AssertionError:

                    Expecting actual:
                      41
                    \tat TrainerTest.trains(TrainerTest.java:33)

                    TrainerTest.ends -- Time elapsed: 0.002 s <<< ERROR!
                    java.lang.IllegalStateException: it does not end
                    \tat TrainerTest.ends(TrainerTest.java:44)

                    END
                    exit 1
                    """);

            Answer answer = run("test");

            assertThat(answer.exitCode()).isNotZero();
            assertThat(answer.err())
                    .endsWith(
                            """
                            millrace: these tests failed
                              TrainerTest.trains
                                  java.lang.AssertionError:
                                  Expecting actual:
                                    41
                              TrainerTest.ends
                                  java.lang.IllegalStateException: it does not end
                            """);
        }

        @Test
        void names_none_that_failed_another_time() throws Exception {
            Files.createFile(checkout.resolve("broken"));
            Path reports = Files.createDirectories(checkout.resolve("trainer-service/target/surefire-reports"));
            Path report = Files.writeString(
                    reports.resolve("TrainerTest.txt"), "TrainerTest.trains -- Time elapsed: 1 s <<< FAILURE!\nno\n");
            Files.setLastModifiedTime(report, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));

            assertThat(run("test").err()).doesNotContain("TrainerTest");
        }

        private List<String> builds() throws IOException {
            return Files.readAllLines(checkout.resolve("maven.log"));
        }

        private void makeEverythingOld() throws IOException {
            try (Stream<Path> all = Files.walk(checkout)) {
                for (Path path :
                        all.filter(path -> !path.toString().contains("target")).toList()) {
                    Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
                }
            }
        }
    }

    private Path tools() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path found = Stream.of("/usr/bin", "/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(tools.resolve(tool), found);
        }
        return tools;
    }

    private static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), "#!/bin/sh\necho java \"$@\"\n");
        executable(home.resolve("bin/javac"), "#!/bin/sh\necho javac " + version + "\n");
        return home;
    }

    private static void executable(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Answer run(String... arguments) throws IOException, InterruptedException {
        return run(folder, checkout.resolve("millrace").toString(), arguments);
    }

    private Answer run(Path from, String script, String... arguments) throws IOException, InterruptedException {
        Path err = folder.resolve("err");
        var builder = new ProcessBuilder(
                        Stream.concat(Stream.of(script), Stream.of(arguments)).toList())
                .directory(from.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out, Files.readString(err));
    }
}
