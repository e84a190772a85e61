package io.millrace.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class OpenApiTest {

    private static SwaggerParseResult document() {
        String text = given().queryParam("format", "JSON").get("/q/openapi").asString();
        return new OpenAPIV3Parser().readContents(text);
    }

    @Test
    void the_document_is_valid() {
        SwaggerParseResult result = document();

        assertThat(result.getMessages()).isEmpty();
    }

    @Test
    void the_document_lists_every_path() {
        OpenAPI api = document().getOpenAPI();

        assertThat(api.getPaths().keySet())
                .containsExactlyInAnyOrder(
                        "/api/v1/runs",
                        "/api/v1/runs/{run}",
                        "/api/v1/runs/{run}/metrics",
                        "/api/v1/runs/{run}/cancel",
                        "/api/v1/runs/{run}/retry",
                        "/api/v1/runs/{run}/rollback",
                        "/api/v1/dead-letters",
                        "/api/v1/dead-letters/{worker}/{partition}/{offset}",
                        "/api/v1/dead-letters/{worker}/{partition}/{offset}/replay",
                        "/api/v1/access",
                        "/api/v1/stream",
                        "/api/v1/models",
                        "/api/v1/models/{model}",
                        "/api/v1/alerts",
                        "/api/v1/alerts/{id}");
    }

    @Test
    void the_document_describes_a_run_as_it_is_answered() {
        OpenAPI api = document().getOpenAPI();

        assertThat(api.getComponents().getSchemas().get("Run").getProperties().keySet())
                .containsExactlyInAnyOrder(
                        "run",
                        "model",
                        "version",
                        "status",
                        "stage",
                        "startedAt",
                        "endedAt",
                        "stages",
                        "metrics",
                        "endpoint",
                        "alerts",
                        "image",
                        "round");
        assertThat(api.getPaths()
                        .get("/api/v1/runs/{run}")
                        .getGet()
                        .getResponses()
                        .get("404")
                        .getContent())
                .containsOnlyKeys("application/problem+json");
    }
}
