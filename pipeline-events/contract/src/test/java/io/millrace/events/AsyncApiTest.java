package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** {@code asyncapi.json} is what the code says; {@code -Dgolden.update=true} writes it anew. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AsyncApiTest {
    @BeforeAll
    static void update() {
        Golden.update(AsyncApi.FILE, Golden.pretty(AsyncApi.document()));
    }

    @Test
    void the_document_is_what_the_code_says() {
        Golden.assertMatches(AsyncApi.FILE, Golden.pretty(AsyncApi.document()));
    }

    @Test
    void every_reference_leads_somewhere() {
        JsonNode document = AsyncApi.document();

        assertThat(document.findValuesAsText("$ref")).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(Files.exists(AsyncApi.FILE.resolveSibling(reference)))
                        .as(reference)
                        .isTrue();
            }
        });
    }

    @Test
    void every_message_is_either_sent_or_received() {
        for (EventType type : EventType.values()) {
            String reference = "#/channels/" + type.topic().suffix() + "/messages/"
                    + type.wireName().substring(EventType.NAMESPACE.length());

            assertThat(AsyncApi.document().path("operations").findValuesAsText("$ref"))
                    .as(type.wireName())
                    .containsOnlyOnce(reference);
        }
    }
}
