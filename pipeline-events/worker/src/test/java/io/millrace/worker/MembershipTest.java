package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.Membership.Bounds;
import io.millrace.worker.testing.OpenBroker;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MembershipTest {

    @Test
    void a_session_is_as_long_as_wanted_where_the_broker_allows_it() {
        assertThat(new Bounds(1_000, 60_000).nearest(Duration.ofMillis(2_500))).isEqualTo(2_500);
    }

    @Test
    void a_broker_that_was_not_set_up_for_us_gets_what_it_allows() {
        assertThat(Bounds.DEFAULT.nearest(Duration.ofMillis(2_500))).isEqualTo(6_000);
        assertThat(new Bounds(1_000, 60_000).nearest(Duration.ofMinutes(2))).isEqualTo(60_000);
    }

    @Test
    void a_broker_says_itself_what_it_allows() throws Exception {
        try (var broker = OpenBroker.make()) {
            broker.start();
            try (var admin = Admin.create(Map.of("bootstrap.servers", broker.getAdvertisedListeners()))) {
                Bounds bounds = Membership.bounds(admin);

                assertThat(bounds).isEqualTo(Bounds.DEFAULT);
            }
        }
    }
}
