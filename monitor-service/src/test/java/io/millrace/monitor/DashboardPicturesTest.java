package io.millrace.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Verdict;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Draws the pictures of the documentation into the folder that {@code -Ddashboard.images} names. */
@QuarkusTest
@TestProfile(DashboardPicturesTest.OnItsOwn.class)
@EnabledIfSystemProperty(named = "dashboard.images", matches = ".+")
@DisplayNameGeneration(ReplaceUnderscores.class)
class DashboardPicturesTest {
    private static final Instant NOW = Trip.NINE.plusSeconds(400);
    private static final Path FOLDER = Path.of(System.getProperty("dashboard.images", "."));
    private static final Failure TOO_BAD = new Failure(
            Failure.Kind.USER_ERROR,
            "gate-missed",
            "accuracy is 0.8712, less than the 0.9 asked for",
            "Train a better model, or lower the gate accuracy in millrace.yaml",
            Optional.of("epoch 11  loss 0.412\nepoch 12  loss 0.399\nevaluating on 360 rows\naccuracy 0.8712"));

    public static final class OnItsOwn implements QuarkusTestProfile {
        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Broker.class), new TestResourceEntry(DashboardToken.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("monitor.audit.silence", "PT1H");
        }
    }

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    @TestHTTPResource("/")
    URI home;

    @Test
    void draws_a_morning() {
        Trip running = Trip.of("digits", 5);
        Trip rejected = Trip.of("churn", 1);
        try (var chromium = Chromium.start();
                var stages = new Stages(servers)) {
            IntStream.rangeClosed(1, 4)
                    .forEach(n -> stages.publish(good(Trip.of("digits", n), n).toArray(Envelope[]::new)));
            stages.publish(waits(Trip.of("fraud", 1)).toArray(Envelope[]::new));
            stages.publish(misses(rejected).toArray(Envelope[]::new));
            stages.publish(trains(running).toArray(Envelope[]::new));

            draw(chromium.open(home, ColorScheme.LIGHT, 1280, 900), "Overview", "dashboard");
            draw(chromium.open(at("runs/" + running.id()), ColorScheme.DARK, 1280, 800), "digits", "dashboard-run");
            draw(
                    chromium.open(at("runs/" + rejected.id()), ColorScheme.LIGHT, 1280, 800),
                    "churn",
                    "dashboard-failure");
            draw(chromium.open(at("models/digits"), ColorScheme.LIGHT, 1280, 800), "digits", "dashboard-model");
        }
    }

    private URI at(String place) {
        return home.resolve("/#/" + place);
    }

    private static void draw(Page page, String heading, String name) {
        page.clock().setFixedTime(Date.from(NOW));
        page.reload();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText(heading);
        assertThat(page.locator("#state")).hasText("Live");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(FOLDER.resolve(name + ".png"))
                .setFullPage(true));
    }

    private static List<Envelope> good(Trip trip, int n) {
        int start = 40 * n;
        double accuracy = 0.93 + n * n * 0.003;
        return List.of(
                trip.registered(start),
                trip.progress(Stage.BUILD, State.RUNNING, 1, start + 1),
                trip.built(start + 4),
                trip.progress(Stage.TRAIN, State.RUNNING, 1, start + 5),
                trip.trained(start + 26),
                trip.progress(Stage.EVALUATE, State.RUNNING, 1, start + 27),
                trip.evaluated(Verdict.PASSED, accuracy, start + 32),
                trip.progress(Stage.DEPLOY, State.RUNNING, 1, start + 33),
                trip.serves(n, accuracy, start + 35),
                trip.ended(Result.DEPLOYED, Stage.DEPLOY, start + 35));
    }

    private static List<Envelope> waits(Trip trip) {
        return List.of(
                trip.registered(370),
                trip.progress(Stage.BUILD, State.RUNNING, 1, 371),
                trip.built(373),
                trip.progress(Stage.TRAIN, State.WAITING, 0, 374, "waits until 2 GPUs are free"));
    }

    private static List<Envelope> misses(Trip trip) {
        return List.of(
                trip.registered(280),
                trip.progress(Stage.BUILD, State.RUNNING, 1, 281),
                trip.built(285),
                trip.progress(Stage.TRAIN, State.RUNNING, 1, 286),
                trip.trained(318),
                trip.progress(Stage.EVALUATE, State.RUNNING, 1, 319),
                trip.progress(Stage.EVALUATE, State.FAILED, 1, 326, TOO_BAD.summary()),
                trip.evaluated(Verdict.FAILED, 0.8712, 326),
                trip.raised(Stage.EVALUATE, TOO_BAD, 326),
                trip.ended(Result.REJECTED, Stage.EVALUATE, 326));
    }

    private static List<Envelope> trains(Trip trip) {
        var events = new ArrayList<>(List.of(
                trip.registered(330),
                trip.progress(Stage.BUILD, State.RUNNING, 1, 331),
                trip.built(335),
                trip.progress(Stage.TRAIN, State.RUNNING, 1, 336, "epoch 24 of 40")));
        for (int step = 1; step <= 24; step++) {
            double wobble = 0.02 * Math.sin(step * 1.7);
            events.add(trip.metric(Stage.TRAIN, "loss", 1.3 / Math.sqrt(step) + wobble, step, 336 + 2 * step));
            events.add(trip.metric(Stage.TRAIN, "accuracy", 1 - 0.6 / (step + 1.5) + wobble / 4, step, 336 + 2 * step));
        }
        return events;
    }
}
