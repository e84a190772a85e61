package io.millrace.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A monitor as it is without configuration, and a broker on which nothing has happened. */
@QuarkusTest
@TestProfile(ReadOnlyDashboardTest.Unconfigured.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReadOnlyDashboardTest {

    public static final class Unconfigured implements QuarkusTestProfile {
        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Broker.class));
        }
    }

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    @TestHTTPResource("/")
    URI home;

    @Test
    void refuses_commands_and_says_what_to_set() {
        var answer = given().header("Authorization", "Bearer anything-of-sixteen-bytes")
                .post("/api/v1/runs/r/cancel");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.<String>path("detail")).contains("monitor.dashboard.token-file");
        assertThat(get("/api/v1/access").<Boolean>path("commands")).isFalse();
    }

    @Test
    void says_what_to_do_while_there_is_nothing_and_then_shows_a_run_without_buttons() {
        Trip trip = Trip.of("first", 1);
        try (var chromium = Chromium.start();
                var stages = new Stages(servers)) {
            Page page = chromium.open(home);
            assertThat(page.getByText("./millrace register")).isVisible();

            stages.publish(trip.registered(0), trip.progress(Stage.BUILD, State.RUNNING, 1, 1));
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions()
                                    .setName(trip.id().value().substring(0, 8)))
                    .first()
                    .click();

            assertThat(page.getByRole(AriaRole.MAIN)).containsText("This dashboard is read only");
            assertThat(page.getByText("./millrace cancel " + trip.id().value().substring(0, 8)))
                    .isVisible();
            assertThat(page.getByRole(AriaRole.BUTTON)).hasCount(0);
            assertThat(chromium.takeComplaints()).isEmpty();
        }
    }
}
