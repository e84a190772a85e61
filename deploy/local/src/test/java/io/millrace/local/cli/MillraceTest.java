package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line with a real broker and real processes; only what the workers do is made up. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MillraceTest {
    static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    static final String BASE_PORT = "9000";

    @TempDir
    Path folder;

    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    String home = "home";

    @BeforeEach
    void layOutCheckout() throws IOException {
        for (String worker : List.of("builder", "trainer", "evaluator", "deployer", "monitor")) {
            Path app = folder.resolve(worker + "-service/target/quarkus-app");
            Files.createDirectories(app);
            writeJar(app.resolve("quarkus-run.jar"));
        }
        Path digits = Files.createDirectories(folder.resolve("deploy/samples/digits"));
        Files.writeString(digits.resolve("millrace.yaml"), "model: digits\n");
        Files.writeString(
                digits.resolve("request.json"), "{\"inputs\": [{\"data\": [" + "0, 16, ".repeat(31) + "0, 16]}]}");
    }

    @AfterEach
    void end() {
        run("down");
    }

    @Test
    void runs_the_demo_from_nothing_to_nothing() throws IOException {
        int exitCode = run("demo", "--exit", "--output", "json", "--base-port", BASE_PORT);

        assertThat(exitCode).as(err()).isZero();
        JsonNode result = document();
        assertThat(result.fieldNames())
                .toIterable()
                .containsExactly("run", "model", "version", "image", "metrics", "endpoint", "prediction", "seconds");
        assertThat(result.path("prediction").asInt()).isEqualTo(3);
        assertThat(result.path("metrics").path("accuracy").asDouble()).isEqualTo(0.95);
        assertThat(statusOfAll()).containsOnly("stopped");
    }

    @Test
    void shows_the_alert_of_a_demo_that_fails() throws IOException {
        home = "unlucky";

        int exitCode = run("demo", "--exit", "--output", "json", "--base-port", BASE_PORT);

        assertThat(exitCode).isEqualTo(1);
        assertThat(err())
                .contains("error: gate accuracy missed: 0.42, at least 0.9 wanted")
                .contains("  | epoch 2")
                .contains("Train a better model.");
        assertThat(document().path("error").path("code").asText()).isEqualTo("gate-missed");
        assertThat(statusOfAll()).containsOnly("stopped");
    }

    @Test
    void brings_the_stack_up_works_with_it_and_takes_it_down() throws IOException {
        assertThat(run("up", "--detach", "-o", "json", "--base-port", BASE_PORT))
                .as(err())
                .isZero();
        assertThat(document()).hasSize(6).allSatisfy(process -> {
            assertThat(process.path("health").asText()).isEqualTo("ready");
            assertThat(process.path("residentMiB").asInt()).isPositive();
        });

        assertThat(run("demo", "--exit")).as(err()).isZero();
        assertThat(statusOfAll()).as("a demo leaves alone what was up before").containsOnly("ready");

        Path repository = folder.resolve("home/demo/digits");
        assertThat(run("register", "--model", "digits", "--git", repository.toString(), "--wait", "-o", "json"))
                .as(err())
                .isZero();
        assertThat(document().path("status").asText()).isEqualTo("succeeded");

        assertThat(run("alerts")).as(err()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Train a better model.")
                .containsPattern("          2026-03-01 [0-9:]{8}  run rabcdefghij234567klmn  version 0123abc\n")
                .endsWith("          | epoch 1\n          | epoch 2\n");

        assertThat(run("up", "--detach", "--base-port", "9100")).isEqualTo(1);
        assertThat(err()).contains("is up with base port 9000, not 9100");

        assertThat(run("up", "--detach", "--replicas", "2", "-o", "json"))
                .as(err())
                .isZero();
        assertThat(document())
                .extracting(process -> process.path("name").asText())
                .endsWith("deployer-2", "builder-2", "trainer-2", "evaluator-2");
        assertThat(statusOfAll()).hasSize(10).containsOnly("ready");
        assertThat(run("up", "--detach", "--replicas", "1")).as(err()).isZero();
        assertThat(statusOfAll()).hasSize(6).containsOnly("ready");

        assertThat(run("down", "--output=json")).isZero();
        assertThat(document().path("stopped")).hasSize(6);
        assertThat(statusOfAll()).containsOnly("stopped");
    }

    @Test
    void says_how_to_start_a_stack_that_is_down() throws IOException {
        for (String command : List.of("runs", "alerts")) {
            assertThat(run(command, "--output", "json")).isEqualTo(1);
            assertThat(err()).isEqualTo("error: the stack is not running\nStart it with ./millrace up.\n");
            assertThat(document().path("error").path("code").asText()).isEqualTo("stack-down");
        }
    }

    @Test
    void tells_a_mistake_in_the_command_line_from_a_failure() throws IOException {
        assertThat(run("register", "--git", ".", "--output=json")).isEqualTo(2);
        assertThat(err()).contains("Missing required option: '--model=MODEL'").contains("./millrace register --help");
        assertThat(document().path("error").path("code").asText()).isEqualTo("usage");

        assertThat(run("register", "--git", ".", "--model", "Big Model")).isEqualTo(2);
        assertThat(err()).contains("not a model name: 'Big Model'; use 1 to 40 characters");
        assertThat(run("frobnicate")).isEqualTo(2);
    }

    @Test
    void finds_mistakes_in_a_spec() throws IOException {
        Path spec = folder.resolve("millrace.yaml");
        Files.writeString(spec, "apiVersion: millrace.io/v1\nkind: ModelPipeline\nmodel: m\ntran: {}\n");

        assertThat(run("validate", folder.toString())).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("millrace.yaml:4:1: tran: ");

        assertThat(run("validate", spec.toString(), "-o", "json")).isEqualTo(1);
        assertThat(document().path("problems").path(0).path("line").asInt()).isEqualTo(4);
    }

    @Test
    void reads_no_spec_that_cannot_be_one() throws IOException {
        assertThat(run("validate", "/dev/zero", "-o", "json")).isEqualTo(1);
        assertThat(document().path("error").path("summary").asText())
                .isEqualTo("/dev/zero cannot be read: it is no regular file");

        Path spec = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        assertThat(run("validate", spec.toString())).isEqualTo(1);
        assertThat(err()).contains("large.yaml cannot be read: it has more than 1 MiB");

        Files.write(spec, new byte[] {'m', (byte) 0xff});
        assertThat(run("validate", spec.toString())).isEqualTo(1);
        assertThat(err()).contains("large.yaml is not UTF-8 text\nSave it as UTF-8.");
    }

    @Test
    void shows_the_first_twenty_mistakes_in_a_spec() throws IOException {
        Path spec = folder.resolve("millrace.yaml");
        String many = IntStream.range(0, 40).mapToObj(i -> "odd" + i + ": 1\n").collect(Collectors.joining());
        Files.writeString(spec, "apiVersion: millrace.io/v1\nkind: ModelPipeline\nmodel: m\n" + many);

        assertThat(run("validate", spec.toString(), "-o", "json")).isEqualTo(1);
        int all = document().path("problems").size();

        assertThat(run("validate", spec.toString())).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(21)
                .last()
                .isEqualTo("and " + (all - 20) + " more; --output json has them all");
    }

    @Test
    void completes_commands_in_a_shell() throws Exception {
        assertThat(run("completion")).isZero();
        Path script = Files.write(folder.resolve("completion.sh"), out.toByteArray());

        var bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script + "; COMP_WORDS=(millrace dead-letters re); COMP_CWORD=2;"
                                + " _complete_millrace; echo ${COMPREPLY[*]}")
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("replay\n");
    }

    @Test
    void shows_examples_when_asked_for_help() {
        assertThat(run("help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Examples:", "demo", "register", "validate", "test");
        assertThat(run("help", "register")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--parameter=NAME=VALUE");
    }

    @Test
    void every_command_shows_examples_of_itself() {
        var console = new Console(System.out, System.err, false);
        var all = Millrace.commandLine(new Context(console, Home.of(Map.of()), folder), Keyboard.NONE);

        assertThat(leaves(all)).hasSizeGreaterThan(20).allSatisfy(command -> assertThat(
                        command.getUsageMessage().replaceAll("\\s+", " "))
                .contains("Examples:")
                .containsPattern("Examples:.*" + command.getCommandName()));
    }

    private static List<CommandLine> leaves(CommandLine command) {
        return command.getSubcommands().isEmpty()
                ? List.of(command)
                : command.getSubcommands().values().stream()
                        .filter(subcommand -> !subcommand.getCommandName().equals("help"))
                        .flatMap(subcommand -> leaves(subcommand).stream())
                        .toList();
    }

    private List<String> statusOfAll() throws IOException {
        run("status", "--output", "json");
        return document().findValuesAsText("health");
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        var console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        var place = Home.of(Map.of("MILLRACE_HOME", folder.resolve(home).toString()));
        return Millrace.run(new Context(console, place, folder), arguments);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Everything on standard output, which is one JSON document. */
    private JsonNode document() throws IOException {
        return STRICT.readTree(out.toByteArray());
    }

    private static void writeJar(Path jar) throws IOException {
        String classFile = StandInWorker.class.getName().replace('.', '/') + ".class";
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInWorker.class.getName());
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(library -> Path.of(library).toUri().toString())
                .collect(Collectors.joining(" "));
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, libraries);
        try (var zip = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = StandInWorker.class.getClassLoader().getResourceAsStream(classFile)) {
            zip.putNextEntry(new JarEntry(classFile));
            code.transferTo(zip);
        }
    }
}
