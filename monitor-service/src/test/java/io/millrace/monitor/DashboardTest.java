package io.millrace.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.millrace.events.CommandAccepted;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Verdict;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In a real browser, with events from a real broker. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(DashboardToken.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class DashboardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Chromium chromium;

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    @TestHTTPResource("/")
    URI home;

    private Stages stages;

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void connect() {
        stages = new Stages(servers);
    }

    @AfterEach
    void leaveNoComplaint() {
        stages.close();
        chromium.closePages();
        assertThat(chromium.takeComplaints()).isEmpty();
    }

    /** Publishes, and waits until the monitor knows of it: a page that is opened now finds it. */
    private void given(Trip trip, Envelope... events) {
        stages.publish(events);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/api/v1/runs/" + trip.id()).statusCode())
                        .isEqualTo(200));
    }

    private URI at(String place) {
        return home.resolve("/#/" + place);
    }

    private static Locator part(Page page, String name) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator heading(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    private static Locator stage(Page page, String name) {
        return part(page, "Stages").getByRole(AriaRole.LISTITEM).filter(new Locator.FilterOptions().setHasText(name));
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    @Test
    void shows_a_run_from_its_registration_to_its_end_without_being_asked_again() {
        Trip trip = Trip.of("live", 1);
        Page page = chromium.open(home);
        assertThat(page.locator("#state")).hasText("Live");

        stages.publish(trip.registered(0));
        Locator card = part(page, "In progress")
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText("live", new Page.GetByTextOptions().setExact(true))));
        assertThat(card.first()).containsText("waiting");
        card.first()
                .getByRole(
                        AriaRole.LINK,
                        new Locator.GetByRoleOptions().setName(trip.id().value().substring(0, 8)))
                .click();
        assertThat(page.getByText("No builder has picked it up yet")).isVisible();

        stages.publish(trip.progress(Stage.BUILD, State.RUNNING, 1, 1, "layers of 3 wheels"));
        assertThat(stage(page, "build")).containsText("layers of 3 wheels");
        stages.publish(trip.built(2), trip.progress(Stage.TRAIN, State.RUNNING, 2, 3));
        assertThat(stage(page, "train")).containsText("attempt 2");
        stages.publish(trip.metric(Stage.TRAIN, "loss", 0.5, 1, 4), trip.metric(Stage.TRAIN, "loss", 0.3, 2, 5));
        assertThat(page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("loss: 2 values, from 0.5 to 0.3")))
                .isVisible();
        stages.publish(
                trip.trained(6),
                trip.evaluated(Verdict.PASSED, 0.95, 8),
                trip.serves(1, 10),
                trip.deployed(1, 10),
                trip.ended(Result.DEPLOYED, Stage.DEPLOY, 10));

        assertThat(heading(page)).hasText("live v1 succeeded");
        assertThat(part(page, "Measured")).containsText("accuracy");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("live v1 succeeded; deploy succeeded");
    }

    @Test
    void shows_what_went_wrong_and_what_to_do() {
        Trip trip = Trip.of("broken", 1);
        given(trip, trip.registered(0), trip.built(2), trip.trained(4));
        Page page = chromium.open(at("runs/" + trip.id()));
        assertThat(heading(page)).containsText("running");

        stages.publish(
                trip.progress(Stage.EVALUATE, State.FAILED, 1, 7, GATE_MISSED.summary()),
                trip.raised(Stage.EVALUATE, GATE_MISSED, 7),
                trip.ended(Result.REJECTED, Stage.EVALUATE, 7));

        assertThat(heading(page)).containsText("rejected");
        Locator alert = part(page, "What went wrong")
                .getByRole(AriaRole.ARTICLE)
                .filter(new Locator.FilterOptions().setHasText("gate-missed"));
        assertThat(alert).containsText(GATE_MISSED.summary());
        assertThat(alert).containsText(GATE_MISSED.remedy());
        page.navigate(at("alerts").toString());
        assertThat(part(page, "Standing")).containsText(GATE_MISSED.summary());
    }

    @Test
    void shows_the_versions_of_a_model_and_which_one_serves() {
        Trip first = Trip.of("versioned", 1);
        Trip second = Trip.of("versioned", 2);
        given(first, first.well().toArray(Envelope[]::new));
        given(
                second,
                second.registered(20),
                second.evaluated(Verdict.PASSED, 0.97, 28),
                second.serves(2, 30),
                second.ended(Result.DEPLOYED, Stage.DEPLOY, 30));

        Page page = chromium.open(at("models/versioned"));

        Locator serving = page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("serving"));
        assertThat(serving).containsText("v2");
        assertThat(part(page, "Serving")).containsText(Trip.ENDPOINT.toString());
        assertThat(page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("accuracy: 2 values")))
                .isVisible();
    }

    @Test
    void asks_back_and_for_the_token_before_it_cancels_a_run() throws InterruptedException {
        Trip trip = Trip.of("stoppable", 1);
        given(trip, trip.registered(0), trip.progress(Stage.TRAIN, State.RUNNING, 1, 1));
        Page page = chromium.open(at("runs/" + trip.id()));
        try (var trainer = new AnsweringStage(
                servers,
                (id, command) -> new CommandAccepted(
                        id, command.run(), command.model(), 0, Stage.TRAIN, "the training was stopped"))) {
            button(page.getByRole(AriaRole.MAIN), "Cancel the run").click();
            Locator dialog = page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Cancel this run?"));
            dialog.getByLabel("Reason").fill("wrong data");
            dialog.getByLabel("Token").fill("a guess that is wrong");
            button(dialog, "Cancel the run").click();
            assertThat(dialog).containsText("the token is missing or wrong");
            dialog.getByLabel("Token").fill(DashboardToken.VALUE);

            button(dialog, "Cancel the run").click();

            assertThat(dialog).containsText("accepted by train: the training was stopped");
            assertThat(trainer.heard())
                    .containsExactly(new RunCancel(trip.id(), trip.run().model(), Optional.of("wrong data")));
        }
        // The browser writes into its console that one request was refused.
        assertThat(chromium.takeComplaints()).allMatch(complaint -> complaint.contains("401"));
    }

    @Test
    void lets_an_earlier_version_serve_again() throws InterruptedException {
        Trip first = Trip.of("returning", 1);
        Trip second = Trip.of("returning", 2);
        given(first, first.well().toArray(Envelope[]::new));
        given(
                second,
                second.registered(20),
                second.evaluated(Verdict.PASSED, 0.97, 28),
                second.serves(2, 30),
                second.ended(Result.DEPLOYED, Stage.DEPLOY, 30));
        Page page = chromium.open(at("models/returning"));
        Locator versions = part(page, "Versions");
        assertThat(button(versions, "Serve again")).hasCount(1);
        try (var deployer = new AnsweringStage(
                servers,
                (id, command) -> new CommandAccepted(
                        id, command.run(), command.model(), 1, Stage.DEPLOY, "round 1 begins at the deployer"))) {
            button(versions, "Serve again").click();
            Locator dialog = page.getByRole(
                    AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Let this version serve again?"));
            assertThat(dialog).containsText("returning v1");
            dialog.getByLabel("Reason").fill("v2 is slow");
            dialog.getByLabel("Token").fill(DashboardToken.VALUE);

            button(dialog, "Serve again").click();

            assertThat(dialog).containsText("accepted by deploy: round 1 begins at the deployer");
            assertThat(deployer.heard())
                    .containsExactly(
                            new DeploymentRollback(first.id(), first.run().model(), Optional.of("v2 is slow")));
        }
    }

    @Test
    void shows_a_dead_letter_and_publishes_it_again() throws Exception {
        String id =
                stages.deadLetter(Stage.BUILD, "lost-model", "<b>not</b> {\"json", "not JSON: Unexpected end-of-input");
        Page page = chromium.open(at("dead-letters"));
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(id).setExact(true))
                .click();
        assertThat(heading(page)).hasText("Dead letter " + id);
        assertThat(part(page, "Value")).containsText("<b>not</b> {\"json");
        assertThat(page.getByText("not JSON: Unexpected end-of-input")).isVisible();

        button(page.getByRole(AriaRole.MAIN), "Replay").click();
        Locator dialog =
                page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Publish this record again?"));
        dialog.getByLabel("Token").fill(DashboardToken.VALUE);
        button(dialog, "Replay").click();

        assertThat(dialog).containsText("of millrace.model-registered now");
        button(dialog, "Close").click();
        assertThat(heading(page)).hasText("Dead letter " + id + " replayed");
    }

    @Test
    void can_be_used_with_the_keyboard_alone() {
        Trip trip = Trip.of("keyboard", 1);
        given(trip, trip.registered(0), trip.progress(Stage.TRAIN, State.RUNNING, 1, 1));
        Page page = chromium.open(at("runs/" + trip.id()));
        assertThat(heading(page)).containsText("keyboard");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Skip to content");
        page.keyboard().press("Enter");
        tabTo(page, "Cancel the run");
        page.keyboard().press("Enter");
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).isVisible();

        stages.publish(trip.progress(Stage.TRAIN, State.RUNNING, 1, 2, "goes on behind the dialog"));
        assertThat(page.getByText("goes on behind the dialog")).isVisible();
        page.keyboard().press("Escape");

        assertThat(dialog).isHidden();
        assertThat(page.locator(":focus")).hasText("Cancel the run");
    }

    private static void tabTo(Page page, String text) {
        for (int i = 0; i < 20 && !page.locator(":focus").allInnerTexts().contains(text); i++) {
            page.keyboard().press("Tab");
        }
        assertThat(page.locator(":focus")).hasText(text);
    }

    @Test
    void shows_what_others_wrote_and_does_not_run_it() {
        String script = "<script>window.ran = 1</script>";
        String image = "<img src=x onerror='window.ran = 2'>";
        Trip trip = Trip.of("hostile", 1);
        var failure = new Failure(
                Failure.Kind.USER_ERROR,
                "exit-nonzero",
                script + image,
                image,
                Optional.of("\"><svg onload='window.ran = 3'>"));
        given(
                trip,
                trip.registered(0),
                trip.progress(Stage.TRAIN, State.RUNNING, 1, 1, script),
                trip.metric(Stage.TRAIN, image, 1, 1, 2),
                trip.raised(Stage.TRAIN, failure, 3));

        Page page = chromium.open(at("runs/" + trip.id()));

        Locator alert = part(page, "What went wrong");
        assertThat(alert).containsText(script + image);
        assertThat(alert).containsText("\"><svg onload='window.ran = 3'>");
        assertThat(part(page, "As it went")).containsText(image);
        assertThat(page.evaluate("window.ran")).isNull();
        assertThat(page.locator("main script, main img")).hasCount(0);
    }

    @Test
    void a_page_that_lost_the_monitor_shows_what_happened_meanwhile_when_it_is_back() {
        Trip trip = Trip.of("reconnected", 1);
        Page page = chromium.open(home);
        assertThat(page.locator("#state")).hasText("Live");
        page.context().setOffline(true);
        page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))");
        assertThat(heading(page)).hasText("Nothing to show");
        stages.publish(trip.registered(0), trip.progress(Stage.BUILD, State.RUNNING, 1, 1));

        page.context().setOffline(false);

        assertThat(part(page, "In progress")).containsText("reconnected");
        chromium.takeComplaints();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void every_text_stands_out_from_its_ground(ColorScheme scheme) {
        Trip good = Trip.of("contrast", 1);
        Trip bad = Trip.of("contrast", 2);
        stages.publish(good.well().toArray(Envelope[]::new));
        stages.publish(
                bad.registered(20),
                bad.progress(Stage.BUILD, State.WAITING, 1, 21),
                bad.raised(Stage.BUILD, GATE_MISSED, 22));
        Page page = chromium.open(home, scheme, 1280, 900);
        assertThat(part(page, "Recent runs")).containsText("contrast");

        assertThat((List<?>) page.evaluate(Contrast.TEXTS_BELOW, 4.5)).isEmpty();
        page.navigate(at("runs/" + good.id()).toString());
        assertThat(heading(page)).containsText("contrast");
        assertThat((List<?>) page.evaluate(Contrast.TEXTS_BELOW, 4.5)).isEmpty();
    }

    @Test
    void dark_is_dark_and_light_is_light() {
        String ground = "getComputedStyle(document.body).backgroundColor";

        Object light = chromium.open(home, ColorScheme.LIGHT, 800, 600).evaluate(ground);
        Object dark = chromium.open(home, ColorScheme.DARK, 800, 600).evaluate(ground);

        assertThat(light).isEqualTo("rgb(244, 246, 248)");
        assertThat(dark).isEqualTo("rgb(13, 18, 23)");
    }

    @Test
    void fits_on_a_narrow_screen() {
        Trip trip = Trip.of("a-model-with-a-name-of-forty-characters1", 1);
        given(trip, trip.well().toArray(Envelope[]::new));
        for (String place : List.of(
                "",
                "runs",
                "models",
                "alerts",
                "dead-letters",
                "models/" + trip.run().model(),
                "runs/" + trip.id())) {
            Page page = chromium.open(at(place), ColorScheme.LIGHT, 340, 700);
            assertThat(heading(page)).isVisible();

            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .as(place)
                    .isLessThanOrEqualTo(340);
        }
    }

    @Test
    void is_told_of_an_event_in_well_under_a_second() {
        Trip trip = Trip.of("quick", 1);
        given(trip, trip.registered(0), trip.progress(Stage.TRAIN, State.RUNNING, 1, 1));
        Page page = chromium.open(at("runs/" + trip.id()));
        assertThat(heading(page)).containsText("quick");

        List<Long> millis = LongStream.rangeClosed(1, 15)
                .map(n -> {
                    String words = "word " + n + " of the training";
                    long told = System.currentTimeMillis();
                    stages.publish(trip.progress(Stage.TRAIN, State.RUNNING, 1, (int) n + 1, words));
                    page.waitForFunction("words => document.body.textContent.includes(words)", words);
                    return System.currentTimeMillis() - told;
                })
                .sorted()
                .boxed()
                .toList();

        System.out.println("from an event to the page, in ms: " + millis);
        assertThat(millis.get(millis.size() / 2)).isLessThan(1_000);
    }
}
