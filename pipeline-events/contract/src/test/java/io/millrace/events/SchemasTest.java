package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemasTest {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    /** Never over one that is published and that the new one would break: that needs an event of a new name. */
    @BeforeAll
    static void update() {
        for (EventType type : EventType.values()) {
            if (!Files.exists(Schemas.file(type)) || breaks(type).isEmpty()) {
                Golden.update(Schemas.file(type), Golden.pretty(Schemas.of(type)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void are_those_of_the_records(EventType type) {
        Golden.assertMatches(Schemas.file(type), Golden.pretty(Schemas.of(type)));
    }

    @ParameterizedTest
    @EnumSource
    void change_only_so_that_old_and_new_understand_each_other(EventType type) {
        assertThat(breaks(type))
                .as(
                        "publish %s under a new name, or, if no release has it yet, delete its schema first",
                        type.wireName())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void accept_the_published_example(EventType type) {
        assertThat(schema(type).validate(Golden.tree(Golden.read(WireExamplesTest.dataFile(type)))))
                .isEmpty();
    }

    /** For each field of each example: left out, null, or of each other type. */
    @ParameterizedTest
    @EnumSource
    void accept_and_refuse_what_the_codec_does(EventType type) {
        JsonSchema schema = schema(type);
        List<String> disagreements = new ArrayList<>();
        JsonNode example = Golden.tree(Golden.read(WireExamplesTest.dataFile(type)));

        Mutations.of(example).forEach((what, json) -> {
            // The kind decides how the source is read, before Jackson looks at the type of its value.
            if (what.startsWith(".source.kind = ")) {
                return;
            }
            boolean schemaAccepts = schema.validate(json).isEmpty();
            boolean codecAccepts = decodes(type, json);
            if (schemaAccepts != codecAccepts) {
                disagreements.add(what + ": schema " + schemaAccepts + ", codec " + codecAccepts);
            }
        });

        assertThat(disagreements).isEmpty();
    }

    @Test
    void bear_the_address_that_events_name() {
        String address = Schemas.of(EventType.RUN_ENDED).path("$id").asText();

        assertThat(address).isEqualTo("https://millrace.io/schemas/io.millrace.run.ended.v1.json");
        assertThat(Records.text(Records.CODEC
                        .encode(Examples.all().get(EventType.RUN_ENDED))
                        .headers()))
                .containsEntry("ce_dataschema", address);
    }

    @Test
    void belong_to_an_event_each() throws IOException {
        try (Stream<Path> files = Files.list(Golden.SCHEMA)) {
            assertThat(files.toList())
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(EventType.values()).map(Schemas::file).toList());
        }
    }

    private static List<String> breaks(EventType type) {
        return SchemaCompatibility.breaks(Golden.tree(Golden.read(Schemas.file(type))), Schemas.of(type));
    }

    private static JsonSchema schema(EventType type) {
        return FACTORY.getSchema(Schemas.of(type));
    }

    private static boolean decodes(EventType type, JsonNode json) {
        var record = Records.received(Examples.all().get(type));
        var changed = Records.received(record.headers(), json.toString().getBytes(StandardCharsets.UTF_8));
        return Records.CODEC.decode(changed) instanceof Decoded.Event;
    }
}
