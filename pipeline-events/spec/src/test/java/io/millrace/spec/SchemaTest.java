package io.millrace.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The schema that editors use says the same as the reader. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SCHEMA = schema();
    private static final JsonSchema VALIDATION =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SCHEMA);

    @ParameterizedTest
    @MethodSource("io.millrace.spec.Specs#valid")
    void accepts_what_the_reader_accepts(Path example) {
        Set<ValidationMessage> complaints = VALIDATION.validate(json(example));

        assertThat(complaints).isEmpty();
    }

    static Stream<Path> invalidToTheSchema() {
        return Specs.invalid().filter(spec -> !Specs.isForTheReaderOnly(spec)).filter(SchemaTest::isYaml);
    }

    @ParameterizedTest
    @MethodSource("invalidToTheSchema")
    void refuses_what_the_reader_refuses(Path example) {
        Set<ValidationMessage> complaints = VALIDATION.validate(json(example));

        assertThat(complaints).isNotEmpty();
    }

    @Test
    void complains_about_every_bad_value_that_the_reader_complains_about() {
        Path example = Path.of("src/test/resources/specs/invalid/values.yaml");

        Set<ValidationMessage> complaints = VALIDATION.validate(json(example));

        var places = new TreeSet<String>();
        complaints.forEach(
                complaint -> places.add(complaint.getInstanceLocation().toString()));
        assertThat(places)
                .contains("$.apiVersion", "$.kind", "$.model", "$.owner", "$.concurrency", "$.build.base")
                .contains("$.build.include[0]", "$.build.include[1]", "$.build.include[2]", "$.build.include[3]")
                .contains("$.build.include[4]", "$.build.include[5]", "$.build.include[6]", "$.train.command")
                .contains("$.train.parameters.nothing", "$.train.parameters.list[1]", "$.train.resources.cpu")
                .contains("$.train.resources.memory", "$.train.resources.gpu", "$.train.resources", "$.train.env")
                .contains("$.train.env.THREADS", "$.train.timeout", "$.train.retries", "$.evaluate.command")
                .contains("$.evaluate.timeout", "$.evaluate.gates[0]", "$.evaluate.gates[2].metric")
                .contains("$.evaluate.gates[2].maxDropFromChampion", "$.evaluate.gates[3]", "$.deploy.command[1]")
                .contains("$.deploy.health", "$.deploy.allowUnjudged", "$.deploy.allowWarning");
    }

    @Test
    void knows_the_keys_of_the_example_with_every_key() {
        JsonNode everything = json(Path.of("src/test/resources/specs/valid/everything.yaml"));

        JsonNode properties = SCHEMA.get("properties");

        assertThat(properties.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(everything::fieldNames);
        for (String section : Set.of("build", "train", "evaluate", "deploy")) {
            assertThat(properties.get(section).get("properties").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrderElementsOf(everything.get(section)::fieldNames);
        }
    }

    private static boolean isYaml(Path example) {
        try {
            return json(example).isObject();
        } catch (YamlEngineException e) {
            return false; // whatever the schema says of it, an editor shows it first
        }
    }

    private static JsonNode json(Path example) {
        var yaml = new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build());
        return JSON.valueToTree(yaml.loadFromString(Specs.text(example)));
    }

    private static JsonNode schema() {
        try (InputStream file = SpecReader.class.getResourceAsStream("/schema/millrace.schema.json")) {
            return JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
