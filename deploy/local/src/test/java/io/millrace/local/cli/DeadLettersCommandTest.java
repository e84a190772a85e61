package io.millrace.local.cli;

import static io.millrace.letters.LetterTopics.NINE;
import static io.millrace.letters.LetterTopics.REGISTERED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.Stage;
import io.millrace.letters.LetterId;
import io.millrace.letters.LetterTopics;
import io.millrace.local.Home;
import io.millrace.local.RunningBroker;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace dead-letters} with a real broker. Every test knows its own by their model. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeadLettersCommandTest {
    @RegisterExtension
    static final RunningBroker BROKER = new RunningBroker(8_500);

    static LetterTopics topics;

    @TempDir
    Path folder;

    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    Home home = BROKER.home();
    Keyboard keyboard = Keyboard.NONE;

    @BeforeAll
    static void makeTopics() throws ExecutionException, InterruptedException {
        topics = new LetterTopics(BROKER.bootstrapServers());
        topics.create(REGISTERED, "millrace.builder.dead-letters");
    }

    @AfterAll
    static void close() {
        topics.close();
    }

    @Test
    void lists_them_for_people_and_for_tools() throws Exception {
        LetterId id = topics.write("listed", "x");

        assertThat(run("list", "--model", "listed")).as(err()).isZero();
        assertThat(out().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .matches("ID +WHEN +FROM +KEY +REPLAYED +REASON");
        assertThat(out().lines().toList().get(1))
                .matches(id + " +[-0-9]{10} [:0-9]{8}  millrace.model-registered-3@42  listed  no +not JSON: odd");

        assertThat(run("list", "--model", "listed", "-o", "json")).isZero();
        JsonNode letter = document().get(0);
        assertThat(letter.path("id").asText()).isEqualTo(id.toString());
        assertThat(letter.path("valueBytes").asInt()).isOne();
        assertThat(letter.path("replays").asInt()).isZero();
    }

    @Test
    void says_how_many_it_does_not_list() throws Exception {
        topics.write("more", "1");
        LetterId latest = topics.write("more", "2");

        assertThat(run("list", "--model", "more", "--limit", "1")).isZero();

        assertThat(out()).contains(latest.toString()).hasLineCount(2);
        assertThat(err()).contains("1 of 2; --limit, --since and the like choose others");
    }

    @Test
    void says_when_there_are_none() {
        assertThat(run("list", "--worker", "monitor")).isZero();
        assertThat(out()).isEqualTo("There are none like that.\n");
    }

    @Test
    void shows_text_as_text() throws Exception {
        LetterId id = topics.write(
                Stage.BUILD,
                REGISTERED,
                Instant.now(),
                "shown".getBytes(UTF_8),
                "{\"model\": \"ä\",\n}".getBytes(UTF_8),
                new RecordHeader("ce_id", "e1".getBytes(UTF_8)),
                new RecordHeader("nothing", null));

        assertThat(run("show", id.toString())).as(err()).isZero();

        assertThat(out())
                .startsWith("reason     not JSON: odd\nwritten    ")
                .containsPattern("\nfrom       millrace.model-registered-3@42, of 2026-01-05 ")
                .contains("\nkey        shown\nheader     ce_id: e1\nheader     nothing: (no value)\n")
                .endsWith("\nvalue      17 bytes\n\n{\"model\": \"ä\",\n}\n");
    }

    @Test
    void shows_other_bytes_in_hexadecimal_and_writes_them_as_they_are() throws Exception {
        byte[] value = {0x1b, '[', '2', 'J', 0, (byte) 0xff};
        LetterId id = topics.write(Stage.BUILD, REGISTERED, Instant.now(), new byte[] {(byte) 0xfe}, value);

        assertThat(run("show", id.toString())).isZero();
        assertThat(out())
                .contains("\nkey        0xfe\n")
                .endsWith("\n00000000  1b 5b 32 4a 00 ff                                .[2J..\n");

        assertThat(run("show", id.toString(), "-o", "json")).isZero();
        assertThat(document().path("value").path("base64").binaryValue()).isEqualTo(value);

        assertThat(run("show", id.toString(), "--raw", "-")).isZero();
        assertThat(out.toByteArray()).isEqualTo(value);

        Path file = folder.resolve("value");
        assertThat(run("show", id.toString(), "--raw", file.toString())).isZero();
        assertThat(file).hasBinaryContent(value);
        assertThat(out()).isEqualTo("6 bytes in " + file + "\n");
    }

    @Test
    void says_which_letter_is_not_there() throws IOException {
        assertThat(run("show", "builder/3/99999", "-o", "json")).isEqualTo(1);
        assertThat(err())
                .startsWith("error: there is no dead letter builder/3/99999: millrace.builder.dead-letters-3 ");
        assertThat(document().path("error").path("code").asText()).isEqualTo("no-such-letter");

        assertThat(run("show", "biulder/3/1")).isEqualTo(2);
        assertThat(err()).contains("not a dead letter's id: 'biulder/3/1'; one looks like builder/3/17");
    }

    @Test
    void replays_one_without_asking_and_not_again_until_told_to() throws Exception {
        LetterId id = topics.write("once", "x");

        assertThat(run("replay", id.toString())).as(err()).isZero();
        assertThat(out()).matches(id + "  millrace.model-registered-3@\\d+\n");

        assertThat(run("replay", id.toString(), "-o", "json")).isZero();
        assertThat(document().path("replayed")).isEmpty();
        assertThat(document().path("skipped").get(0).asText()).isEqualTo(id.toString());
        assertThat(err()).contains(id + " was replayed already; --again replays it once more");
        assertThat(inTopic("once")).isEqualTo(1);

        assertThat(run("replay", id.toString(), "--again")).isZero();
        assertThat(inTopic("once")).isEqualTo(2);
        assertThat(run("list", "--model", "once")).isZero();
        assertThat(out()).contains("yes, 2 times");
    }

    @Test
    void asks_before_it_replays_more_than_one() throws Exception {
        topics.write("several", "1");
        topics.write("several", "2");
        String[] several = {"replay", "--topic", "model-registered", "--model", "several", "--since", "1h"};

        assertThat(run(several)).isEqualTo(1);
        assertThat(err()).contains("this would replay 2 dead letters, and there is no terminal to ask on");

        keyboard = answering("\n");
        assertThat(run(several)).isEqualTo(1);
        assertThat(err()).containsPattern("Replay 2 dead letters, from builder/3/\\d+ to builder/3/\\d+\\? \\[y/N] ");
        assertThat(inTopic("several")).isZero();

        keyboard = answering("y\n");
        assertThat(run(several)).isZero();
        assertThat(inTopic("several")).isEqualTo(2);
    }

    @Test
    void replays_those_of_a_time_and_tells_before_which() throws Exception {
        byte[] key = "timed".getBytes(UTF_8);
        topics.write(Stage.BUILD, REGISTERED, NINE, key, key);
        LetterId chosen = topics.write(Stage.BUILD, REGISTERED, NINE.plusSeconds(60), key, key);
        String[] timed = {"replay", "--model", "timed", "--since", "2026-01-05T09:01:00Z", "--yes"};

        String[] dry = Arrays.copyOf(timed, timed.length + 1);
        dry[timed.length] = "--dry-run";
        assertThat(run(dry)).isZero();
        assertThat(out()).isEqualTo(chosen + "  millrace.model-registered-3\n");
        assertThat(inTopic("timed")).isZero();

        assertThat(run(timed)).isZero();
        assertThat(inTopic("timed")).isOne();
    }

    @Test
    void wants_to_know_which_to_replay() {
        assertThat(run("replay", "--yes")).isEqualTo(2);
        assertThat(err()).contains("which dead letters? Give their ids, or one of --topic");
        assertThat(run("replay", "builder/3/1", "--model", "m")).isEqualTo(2);
        assertThat(err()).contains("give ids or a filter, not both");
        assertThat(run("replay", "--since", "yesterday")).isEqualTo(2);
        assertThat(err()).contains("'yesterday' is no time; write 2026-01-31");
    }

    @Test
    void says_how_to_start_a_stack_that_is_down() {
        home = Home.of(Map.of("MILLRACE_HOME", folder.resolve("other").toString()));

        for (String command : new String[] {"list", "show builder/0/0", "replay builder/0/0"}) {
            assertThat(run(command.split(" "))).isEqualTo(1);
            assertThat(err()).isEqualTo("error: the stack is not running\nStart it with ./millrace up.\n");
        }
    }

    private static long inTopic(String key) {
        return topics.records(REGISTERED).stream()
                .filter(record -> Arrays.equals(record.key(), key.getBytes(UTF_8)))
                .count();
    }

    private static Keyboard answering(String lines) {
        return new Keyboard(Optional.of(new BufferedReader(new StringReader(lines))));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        var console = new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
        String[] all = new String[arguments.length + 1];
        all[0] = "dead-letters";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Millrace.run(new Context(console, home, folder), keyboard, all);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }

    private JsonNode document() throws IOException {
        return MillraceTest.STRICT.readTree(out.toByteArray());
    }
}
