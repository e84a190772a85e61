package io.millrace.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a team does that takes Millrace up, after the documentation: pushes, looks on, breaks it, is told, goes back. Each
 * step begins where the one before ended.
 */
@TestMethodOrder(OrderAnnotation.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
@EnabledIf("hasAllPrograms")
class AdoptionIT {
    private static final int BASE_PORT = 7_400;
    private static final int ALERTMANAGER_PORT = BASE_PORT + 99;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final String TOKEN = "the token of the dashboard";

    @TempDir
    static Path folder;

    private static CommandLine millrace;
    private static Monitor monitor;
    private static Alertmanager alertmanager;
    private static GitServer git;
    private static Repository repository;
    private static Playwright playwright;
    private static Page page;

    static boolean hasAllPrograms() {
        return Files.isExecutable(BROWSER) && Files.isExecutable(Alertmanager.PROGRAM);
    }

    @BeforeAll
    static void up() throws Exception {
        alertmanager = Alertmanager.start(folder.resolve("alertmanager"), ALERTMANAGER_PORT);
        Path secret = Files.writeString(folder.resolve("git.secret"), "whsec_bWlsbHJhY2UgaXMgdG9sZCBieSBnaXQ=\n");
        git = GitServer.of(
                folder.resolve("digits.git"),
                "digits",
                secret,
                "http://127.0.0.1:" + (BASE_PORT + 2) + "/webhooks/standard");
        repository = Repository.of(CommandLine.sample("digits"), folder.resolve("digits"));
        configure(secret);
        millrace = new CommandLine(folder.resolve("home"), BASE_PORT);
        monitor = new Monitor(BASE_PORT + 1);
        millrace.run("up", "--detach").succeeded();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(BROWSER)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
        page = browser.newPage();
        page.navigate("http://127.0.0.1:" + (BASE_PORT + 1) + "/");
        assertThat(page.locator("#state")).hasText("Live");
    }

    private static void configure(Path secret) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(
                home.resolve("builder.properties"),
                """
                millrace.webhooks.standard.secret-files=%s
                millrace.webhooks.models.digits.host=standard
                millrace.webhooks.models.digits.repository=digits
                millrace.webhooks.models.digits.url=%s
                """
                        .formatted(secret, git.repository().toUri()));
        Path token = Files.writeString(folder.resolve("dashboard.token"), TOKEN + "\n");
        Files.writeString(
                home.resolve("monitor.properties"),
                """
                monitor.dashboard.token-file=%s
                monitor.sinks.on-call.type=alertmanager
                monitor.sinks.on-call.url=%s
                """
                        .formatted(token, alertmanager.url()));
    }

    @AfterAll
    static void down() {
        if (playwright != null) {
            playwright.close();
        }
        millrace.run("down").succeeded();
        alertmanager.close();
    }

    private static Locator part(String name) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    private static void open(String place) {
        page.navigate("http://127.0.0.1:" + (BASE_PORT + 1) + "/#/" + place);
    }

    private static JsonNode serving() {
        return millrace.run("serving", "digits").succeeded().json().get(0).get("serving");
    }

    private static void awaitAnotherThan(String run) {
        monitor.awaitAnswer(
                "models/digits",
                model -> !model.path("serving").path("run").asText().equals(run));
    }

    /** Asks for a prediction; what became of it is not said. */
    private static int predict(String endpoint) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(endpoint + "/v2/models/digits/infer"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"inputs\": []}"));
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    @Order(1)
    void a_push_starts_a_run_that_the_browser_shows_until_it_serves() throws Exception {
        String said = repository.push(git.repository());

        assertThat(said).contains("\"run");
        assertThat(part("In progress")).containsText("digits");
        assertThat(part("Serving")).containsText("/models/digits");
        assertThat(part("Recent runs")).containsText("succeeded");
    }

    @Test
    @Order(2)
    void a_version_that_breaks_in_production_is_told_by_alertmanager_and_by_the_browser() throws Exception {
        String before = serving().get("run").asText();
        repository.change(
                "serve.py", "Endpoint(\"POST\", served.infer)", "Endpoint(\"POST\", lambda body: os._exit(3))");
        repository.push(git.repository());
        awaitAnotherThan(before);
        String endpoint = serving().get("endpoint").asText();

        await().atMost(PATIENCE).untilAsserted(() -> {
            predict(endpoint);
            assertThat(alertmanager.alerts()).hasSize(1);
        });

        JsonNode alert = alertmanager.alerts().get(0);
        assertThat(alert.get("labels").get("alertname").asText()).isEqualTo("server-down");
        assertThat(alert.get("labels").get("model").asText()).isEqualTo("digits");
        assertThat(alert.get("annotations").get("summary").asText()).contains("does not stay up", "3");
        assertThat(alert.get("annotations").get("remedy").asText()).isNotBlank();
        assertThat(part("Needs you")).containsText("server-down");
    }

    @Test
    @Order(3)
    void going_back_from_the_browser_lets_the_earlier_version_serve() throws Exception {
        String broken = serving().get("run").asText();
        open("models/digits");
        button(part("Versions"), "Serve again").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Reason").fill("its predictions end the server");
        dialog.getByLabel("Token").fill(TOKEN);

        button(dialog, "Serve again").click();

        assertThat(dialog).containsText("accepted by deploy");
        button(dialog, "Close").click();
        awaitAnotherThan(broken);
        JsonNode serving = serving();
        assertThat(serving.get("decision").get("reason").asText()).isEqualTo("its predictions end the server");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(predict(serving.get("endpoint").asText())).isEqualTo(400));
    }

    @Test
    @Order(4)
    void the_alert_is_resolved_everywhere() {
        open("");

        assertThat(part("Needs you")).isHidden();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alertmanager.alerts()).isEmpty());
    }
}
