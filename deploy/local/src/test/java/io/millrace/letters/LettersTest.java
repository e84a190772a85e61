package io.millrace.letters;

import static io.millrace.letters.LetterTopics.NINE;
import static io.millrace.letters.LetterTopics.PREFIX;
import static io.millrace.letters.LetterTopics.REGISTERED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.events.DeadLetter;
import io.millrace.events.ModelName;
import io.millrace.events.Stage;
import io.millrace.local.RunningBroker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters on a real broker. Every test knows its own by a key. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LettersTest {
    @RegisterExtension
    static final RunningBroker BROKER = new RunningBroker(8_600);

    static LetterTopics topics;

    /** Binary, twice the same name, without a value, and one that looks like a worker's. */
    static final Header[] THEIRS = {
        new RecordHeader("theirs", new byte[] {0, (byte) 0xff}),
        new RecordHeader("theirs", "again".getBytes(UTF_8)),
        new RecordHeader("nothing", null),
        new RecordHeader(DeadLetter.HEADER_PREFIX + "reason", "they liked our name".getBytes(UTF_8))
    };

    Letters letters;

    @BeforeAll
    static void makeTopics() throws ExecutionException, InterruptedException {
        topics = new LetterTopics(BROKER.bootstrapServers());
        topics.create(
                REGISTERED,
                LetterId.topic(PREFIX, Stage.BUILD),
                LetterId.topic(PREFIX, Stage.TRAIN),
                LetterId.topic(PREFIX, Stage.EVALUATE),
                LetterId.topic(PREFIX, Stage.DEPLOY));
    }

    @AfterAll
    static void close() {
        topics.close();
    }

    @BeforeEach
    void open() {
        letters = new Letters(Map.of("bootstrap.servers", BROKER.bootstrapServers()), PREFIX);
    }

    @AfterEach
    void closeLetters() {
        letters.close();
    }

    @Test
    void are_replayed_byte_by_byte_with_one_header_more() throws Exception {
        byte[] key = {(byte) 0xfe, 0, 1};
        byte[] value = {'{', 0, (byte) 0xff};
        LetterId id = topics.write(Stage.BUILD, REGISTERED, Instant.now(), key, value, THEIRS);

        Replay.Sent sent = replay(id).getFirst();

        ConsumerRecord<byte[], byte[]> record = only(REGISTERED, key);
        assertThat(sent).isEqualTo(new Replay.Sent(id, REGISTERED, 3, record.offset()));
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.value()).isEqualTo(value);
        assertThat(record.headers().toArray()).startsWith(THEIRS).hasSize(THEIRS.length + 1);
        assertThat(record.headers().toArray()[THEIRS.length])
                .isEqualTo(new RecordHeader("millrace-replay-of", id.toString().getBytes(UTF_8)));
    }

    @Test
    void are_replayed_without_a_value_when_there_was_none() throws Exception {
        byte[] key = {(byte) 0xfe, 0, 2};
        LetterId id = topics.write(Stage.BUILD, REGISTERED, Instant.now(), key, null, THEIRS);

        replay(id);

        assertThat(only(REGISTERED, key).value()).isNull();
    }

    @Test
    void are_replayed_without_a_key_when_there_was_none() throws Exception {
        byte[] value = "no key".getBytes(UTF_8);
        LetterId id = topics.write(Stage.BUILD, REGISTERED, Instant.now(), null, value);

        replay(id);

        assertThat(topics.records(REGISTERED))
                .filteredOn(record -> Arrays.equals(record.value(), value))
                .singleElement()
                .satisfies(record -> assertThat(record.key()).isNull());
    }

    @Test
    void know_that_they_were_replayed() throws Exception {
        LetterId once = topics.write("marked", "1");
        LetterId never = topics.write("marked", "2");

        Replay.Sent sent = replay(once).getFirst();

        assertThat(letters.choose(model("marked")).fresh()).containsOnlyKeys(never);
        assertThat(letters.choose(Set.of(once)).fresh()).isEmpty();
        assertThat(letters.find(once).replays()).singleElement().satisfies(mark -> assertThat(mark.to())
                .isEqualTo(REGISTERED + "-3@" + sent.offset()));
        assertThat(letters.list(model("marked"), 10).lines())
                .extracting(Listing.Line::id, Listing.Line::replays)
                .containsExactly(tuple(never, 0), tuple(once, 1));
    }

    @Test
    void know_the_letters_that_they_were_before() throws Exception {
        byte[] key = "vain".getBytes(UTF_8);
        LetterId first = topics.write("vain", "x");
        replay(first);
        LetterId second = deadAgain(only(REGISTERED, key));

        replay(second);

        Header[] headers = records(REGISTERED, key).getLast().headers().toArray();
        assertThat(headers).hasSize(2);
        LetterId third = deadAgain(records(REGISTERED, key).getLast());
        assertThat(letters.find(third).letter().replayOf()).containsExactly(first, second);
    }

    @Test
    void are_found_by_worker_topic_time_and_model() throws Exception {
        byte[] key = "filtered".getBytes(UTF_8);
        LetterId early = topics.write(Stage.TRAIN, "millrace.image-built", NINE, key, key);
        LetterId late = topics.write(Stage.TRAIN, "millrace.image-built", NINE.plusSeconds(60), key, key);
        LetterId other = topics.write(Stage.EVALUATE, "millrace.model-trained", NINE, key, key);

        assertThat(found(query(Stage.TRAIN, null, null, null))).containsExactly(late, early);
        assertThat(found(query(null, "millrace.model-trained", null, null))).containsExactly(other);
        assertThat(found(query(null, "model-trained", null, null))).containsExactly(other);
        assertThat(found(query(null, "trained", null, null))).isEmpty();
        assertThat(found(query(null, null, NINE.plusSeconds(60), null))).containsExactly(late);
        assertThat(found(query(null, null, null, NINE.plusSeconds(60)))).containsExactly(other, early);
        assertThat(found(query(Stage.TRAIN, null, NINE, NINE.plusMillis(1)))).containsExactly(early);
        assertThat(letters.choose(query(Stage.TRAIN, "image-built", NINE.plusSeconds(60), null))
                        .fresh())
                .containsOnlyKeys(late);
        assertThat(letters.list(model("filtered-not"), 10).lines()).isEmpty();
    }

    @Test
    void say_precisely_why_one_is_not_there() throws Exception {
        LetterId last = topics.write("missing", "x");
        replay(last);
        long behind = last.offset() + 1;

        assertMissing("builder/3/999999", "millrace.builder.dead-letters-3 ends with " + behind);
        assertMissing("builder/12/0", "millrace.builder.dead-letters has 12 partitions, from 0 on");
        assertMissing("builder/11/0", "millrace.builder.dead-letters-11 holds none");
        assertMissing("monitor/0/0", "millrace.monitor.dead-letters does not exist yet");
        assertMissing(
                "builder/3/" + behind,
                "what lies there is none, but written by a replay or by something else than a worker");
    }

    @Test
    void are_told_from_what_others_wrote_among_them() throws Exception {
        byte[] key = "stranger".getBytes(UTF_8);
        topics.write(new ProducerRecord<>(LetterId.topic(PREFIX, Stage.BUILD), 0, key, key));

        Listing listing = letters.list(model("stranger"), 10);

        assertThat(listing.matching()).isZero();
        assertThat(listing.strangers()).isOne();
    }

    @Test
    void are_not_replayed_at_all_when_one_has_nowhere_to_go() throws Exception {
        byte[] key = "nowhere".getBytes(UTF_8);
        topics.write("nowhere", "fine");
        LetterId lost = topics.write(Stage.BUILD, "millrace.gone", Instant.now(), key, key);
        NavigableMap<LetterId, TopicPartition> both =
                letters.choose(model("nowhere")).fresh();

        assertThatThrownBy(() -> replay(both))
                .hasMessage(
                        "dead letter " + lost + " came from millrace.gone-3, which is not there; nothing was replayed");

        assertThat(records(REGISTERED, key)).isEmpty();
    }

    @Test
    void are_listed_and_replayed_in_bounded_memory_however_many_there_are() throws Exception {
        int count = 10_000;
        byte[] key = "many".getBytes(UTF_8);
        for (int i = 0; i < count; i++) {
            var unused = topics.send(Stage.DEPLOY, REGISTERED, NINE.plusMillis(i), key, new byte[1000]);
        }
        LetterId last = topics.write(Stage.DEPLOY, REGISTERED, NINE.plusMillis(count), key, key);

        Listing listing = letters.list(model("many"), 100);
        List<Replay.Sent> sent = replay(letters.choose(model("many")).fresh());

        assertThat(listing.matching()).isEqualTo(count + 1);
        assertThat(listing.lines())
                .hasSize(100)
                .first()
                .extracting(Listing.Line::id)
                .isEqualTo(last);
        assertThat(sent).hasSize(count + 1);
        assertThat(sent).extracting(Replay.Sent::offset).as("in their order").isSorted();
        assertThat(letters.choose(model("many")).fresh()).isEmpty();
    }

    private void assertMissing(String id, String why) {
        assertThatThrownBy(() -> letters.find(LetterId.of(id)))
                .isInstanceOf(LettersProblem.class)
                .hasMessage("there is no dead letter " + id + ": " + why);
        assertThatThrownBy(() -> letters.choose(Set.of(LetterId.of(id)))).hasMessageEndingWith(why);
    }

    private List<LetterId> found(LetterQuery query) throws InterruptedException {
        return letters.list(query, 10).lines().stream().map(Listing.Line::id).toList();
    }

    private List<Replay.Sent> replay(LetterId id) throws InterruptedException {
        return replay(letters.choose(Set.of(id)).letters());
    }

    private List<Replay.Sent> replay(NavigableMap<LetterId, TopicPartition> chosen) throws InterruptedException {
        var sent = new ArrayList<Replay.Sent>();
        try (var replay = letters.replay()) {
            replay.replay(new TreeMap<>(chosen), sent::add);
        }
        return sent;
    }

    /** What a worker does that cannot read it this time either. */
    private static LetterId deadAgain(ConsumerRecord<byte[], byte[]> record)
            throws ExecutionException, InterruptedException {
        return topics.write(
                Stage.BUILD,
                REGISTERED,
                Instant.now(),
                record.key(),
                record.value(),
                record.headers().toArray());
    }

    private static ConsumerRecord<byte[], byte[]> only(String topic, byte[] key) {
        List<ConsumerRecord<byte[], byte[]>> found = records(topic, key);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic, byte[] key) {
        return topics.records(topic).stream()
                .filter(record -> Arrays.equals(record.key(), key))
                .toList();
    }

    private static LetterQuery model(String name) {
        return new LetterQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ModelName(name)));
    }

    private static LetterQuery query(
            @Nullable Stage worker, @Nullable String topic, @Nullable Instant since, @Nullable Instant until) {
        return new LetterQuery(
                Optional.ofNullable(worker),
                Optional.ofNullable(topic),
                Optional.ofNullable(since),
                Optional.ofNullable(until),
                Optional.of(new ModelName("filtered")));
    }
}
