package io.millrace.builder.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.builder.LocalHome;
import io.millrace.builder.ingress.Problem;
import io.millrace.builder.ingress.StartedRun;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Holds the document, which is written by hand, against the code. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class OpenApiTest {

    private static SwaggerParseResult document() {
        String text = given().queryParam("format", "JSON").get("/q/openapi").asString();
        return new OpenAPIV3Parser().readContents(text);
    }

    @Test
    void the_document_is_valid() {
        assertThat(document().getMessages()).isEmpty();
    }

    @Test
    void the_document_lists_every_entrance_and_what_it_may_answer() {
        OpenAPI api = document().getOpenAPI();

        assertThat(api.getPaths().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Entrance.values())
                        .map(entrance -> entrance.path().replaceAll(":(\\w+)", "{$1}"))
                        .toList());
        Set<String> statuses = Arrays.stream(Refusal.values())
                .map(refusal -> Integer.toString(refusal.status()))
                .collect(Collectors.toCollection(TreeSet::new));
        statuses.add("202");
        assertThat(api.getPaths().values())
                .extracting(PathItem::getPost)
                .allSatisfy(post -> assertThat(post.getResponses().keySet()).isEqualTo(statuses));
    }

    @Test
    void the_document_describes_bodies_as_they_are_read_and_answers_as_they_are_written() {
        Map<String, Class<?>> described = Map.of(
                "ModelRegistered", ModelRegistered.class,
                "Wanted", Wanted.class,
                "Registered", Answer.Registered.class,
                "Run", StartedRun.class,
                "Problem", Problem.class,
                "Item", Problem.Item.class);
        Map<String, Schema> schemas = document().getOpenAPI().getComponents().getSchemas();

        assertThat(described).allSatisfy((name, type) -> assertThat(properties(schemas, name))
                .isEqualTo(components(type)));
        Set<String> source = components(Source.Git.class);
        source.add("kind");
        assertThat(properties(schemas, "Source")).isEqualTo(source);
    }

    @Test
    void the_document_names_every_problem() {
        Schema<?> type = (Schema<?>) document()
                .getOpenAPI()
                .getComponents()
                .getSchemas()
                .get("Problem")
                .getProperties()
                .get("type");

        List<String> all = Arrays.stream(Refusal.values())
                .map(refusal -> Problem.TYPES + refusal.type())
                .toList();
        assertThat(type.getEnum()).map(Object::toString).containsExactlyElementsOf(all);
    }

    private static Set<String> properties(Map<String, Schema> schemas, String name) {
        return new TreeSet<>(((Schema<?>) schemas.get(name)).getProperties().keySet());
    }

    private static Set<String> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
