package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemaCompatibilityTest {
    private static final String PUBLISHED =
            """
            {"title": "t", "type": "object",
             "properties": {
               "model": {"type": "string", "pattern": "^a$"},
               "round": {"type": "integer", "minimum": 0},
               "note": {"type": ["string", "null"], "examples": ["x"]},
               "run": {"$ref": "#/$defs/Run"},
               "tags": {"type": "array", "items": {"type": "string"}},
               "metrics": {"type": "object", "additionalProperties": {"type": "number"}},
               "image": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/Run"}]},
               "source": {"allOf": [{"if": {"properties": {"kind": {"const": "git"}}}, "then": {"$ref": "#/$defs/Run"}}]}},
             "required": ["model", "round"],
             "$defs": {"Run": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}}}""";

    @Nested
    class Allows {
        @Test
        void no_change() {
            assertThat(SchemaCompatibility.breaks(Golden.tree(PUBLISHED), Golden.tree(PUBLISHED)))
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "a new optional field     | \"properties\": {               | \"properties\": {\"new\": {\"type\": \"string\"},",
                    "one in a definition      | \"properties\": {\"id\"         | \"properties\": {\"new\": {\"type\": \"string\"}, \"id\"",
                    "another title            | \"title\": \"t\"                | \"title\": \"T\", \"description\": \"d\"",
                    "another example          | \"examples\": [\"x\"]           | \"examples\": [\"x\", \"y\"]",
                    "types in another order   | [\"string\", \"null\"]          | [\"null\", \"string\"]",
                    "a definition's new name  | Run                             | RunRef",
                    "a definition put in line | \"run\": {\"$ref\": \"#/$defs/Run\"} | \"run\": {\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\"}}, \"required\": [\"id\"]}",
                    "fields in another order  | \"required\": [\"model\", \"round\"] | \"required\": [\"round\", \"model\"]",
                })
        void what_neither_side_notices(String what, String before, String after) {
            assertThat(SchemaCompatibility.breaks(Golden.tree(PUBLISHED), changed(before, after)))
                    .as(what)
                    .isEmpty();
        }
    }

    @Nested
    class Refuses {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"round\"], | \"round\", \"note\"],                                          | note became required",
                    "[\"model\", \"round\"] | [\"model\"]                                         | round is no longer required, but older consumers need it",
                    "\"required\": [\"id\"] | \"required\": [\"id\", \"new\"] | run.new became required",
                    "\"note\": | \"remark\":                                                      | note was removed",
                    "\"type\": \"integer\" | \"type\": \"string\"                                 | round#type was \"integer\", is \"string\"",
                    "[\"string\", \"null\"] | \"string\"                                          | note#type was [\"string\",\"null\"], is \"string\"",
                    "^a$ | ^b$                                                                    | model#pattern was \"^a$\", is \"^b$\"",
                    ", \"pattern\": \"^a$\" | ''                                                  | model#pattern was \"^a$\", is absent",
                    "\"minimum\": 0 | \"minimum\": 1                                              | round#minimum was 0, is 1",
                    "\"type\": \"integer\" | \"maximum\": 9, \"type\": \"integer\"                | round#maximum was absent, is 9",
                    "\"items\": {\"type\": \"string\"} | \"items\": {\"type\": \"number\"}        | tags#items#type was \"string\", is \"number\"",
                    "{\"type\": \"number\"} | {\"type\": \"integer\"}                             | metrics#additionalProperties#type",
                    "\"additionalProperties\": {\"type\": \"number\"} | \"additionalProperties\": false | metrics#additionalProperties was {",
                    "{\"type\": \"null\"}, | ''                                                   | image#anyOf was [",
                    "\"id\": {\"type\": \"string\"} | \"id\": {\"type\": \"number\"}              | run.id#type was \"string\", is \"number\"",
                    "\"const\": \"git\" | \"const\": \"hg\"                                       | kind#const was \"git\", is \"hg\"",
                })
        void what_one_side_would_stumble_over(String before, String after, String broken) {
            assertThat(SchemaCompatibility.breaks(Golden.tree(PUBLISHED), changed(before, after)))
                    .anyMatch(found -> found.contains(broken));
        }
    }

    @Test
    void ends_with_a_definition_that_contains_itself() {
        String tree = "{\"$ref\": \"#/$defs/A\", \"$defs\": {\"A\": {\"type\": \"object\", \"properties\": "
                + "{\"a\": {\"$ref\": \"#/$defs/A\"}, \"b\": {\"type\": \"string\"}}}}}";

        assertThat(SchemaCompatibility.breaks(Golden.tree(tree), Golden.tree(tree.replace("string", "number"))))
                .containsExactly("b#type was \"string\", is \"number\"");
    }

    private static JsonNode changed(String before, String after) {
        assertThat(PUBLISHED).contains(before);
        return Golden.tree(PUBLISHED.replace(before, after));
    }
}
