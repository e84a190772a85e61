package io.millrace.events;

import static io.millrace.events.Records.CODEC;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The published examples are the contract: what is written equals the file, what is read equals the event. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WireExamplesTest {
    private static final Map<EventType, Envelope> EXAMPLES = Examples.all();

    @BeforeAll
    static void update() {
        EXAMPLES.forEach((type, example) -> {
            Golden.update(dataFile(type), data(example));
            Golden.update(structuredFile(type), Golden.pretty(CODEC.toJson(example)));
        });
    }

    @ParameterizedTest
    @EnumSource
    void are_what_is_written(EventType type) {
        Golden.assertMatches(dataFile(type), data(EXAMPLES.get(type)));
        Golden.assertMatches(structuredFile(type), Golden.pretty(CODEC.toJson(EXAMPLES.get(type))));
    }

    @ParameterizedTest
    @EnumSource
    void are_read_as_the_events_that_they_show(EventType type) throws IOException {
        byte[] data = Files.readAllBytes(dataFile(type));

        assertThat(Json.MAPPER.readValue(data, type.record()))
                .isEqualTo(EXAMPLES.get(type).event());
        assertThat(CODEC.decode(Records.structured(Golden.read(structuredFile(type)))))
                .isEqualTo(new Decoded.Event(EXAMPLES.get(type)));
    }

    @Test
    void show_every_event_there_is() {
        assertThat(EXAMPLES.keySet()).containsExactlyInAnyOrder(EventType.values());
        assertThat(Stream.of(EventType.values()).map(EventType::record).collect(Collectors.toSet()))
                .isEqualTo(records(PipelineEvent.class));
    }

    @Test
    void have_names_that_are_unique_and_well_formed() {
        assertThat(EventType.values())
                .extracting(EventType::wireName)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("io\\.millrace(\\.[a-z][a-z-]*){2,}\\.v[0-9]+"));
        assertThat(Topic.values()).extracting(Topic::suffix).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "field-missing.json      | model is missing or null; give it a value",
                "field-null.json         | source.url is missing or null; give it a value",
                "field-twice.json        | Duplicate field 'model'",
                "foreign-type.json       | type is 'com.example.model.registered.v1', expected one that starts with io.millrace.",
                "metric-infinite.json    | metric 'accuracy' is Infinity; report a finite number",
                "id-missing.json         | id is missing",
                "model-a-path.json       | not a model name: '../../etc/passwd'",
                "number-for-text.json    | version has a value of the wrong type, expected text",
                "parameter-null.json     | parameters.seed is missing or null",
                "time-in-words.json      | time",
            })
    void of_what_is_refused_are_refused(String file, String reason) {
        Decoded decoded = CODEC.decode(
                Records.structured(Golden.read(Golden.WIRE.resolve("reject").resolve(file))));

        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
        assertThat(((Decoded.Malformed) decoded).reason()).contains(reason);
    }

    @Test
    void of_what_is_refused_are_all_refused() throws IOException {
        try (Stream<Path> files = Files.list(Golden.WIRE.resolve("reject"))) {
            assertThat(files.toList()).hasSize(10).allSatisfy(file -> assertThat(
                            CODEC.decode(Records.structured(Golden.read(file))))
                    .isInstanceOf(Decoded.Malformed.class));
        }
    }

    static Path dataFile(EventType type) {
        return Golden.WIRE.resolve(type.wireName() + ".json");
    }

    private static String data(Envelope example) {
        return Golden.pretty(new String(Json.bytes(example.event()), StandardCharsets.UTF_8));
    }

    private static Path structuredFile(EventType type) {
        return Golden.WIRE.resolve("structured").resolve(type.wireName() + ".json");
    }

    private static Set<Class<?>> records(Class<?> type) {
        if (type.isRecord()) {
            return Set.of(type);
        }
        var records = new HashSet<Class<?>>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            records.addAll(records(permitted));
        }
        return records;
    }
}
