package io.millrace.builder.http;

import static io.millrace.builder.http.Posted.data;
import static io.millrace.builder.http.Posted.request;
import static io.millrace.builder.http.Posted.structured;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.builder.ingress.FakeRegistrar;
import io.millrace.builder.ingress.Registration;
import io.millrace.events.HttpEvents.Mode;
import io.millrace.spec.Glob;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RegistrationsTest {
    private static final Caller CI = new Caller("key ci", "setting", List.of(Glob.of("digits*")));

    private final FakeRegistrar registrar = new FakeRegistrar();
    private final Registrations registrations = registrations("1000");

    @Test
    void answer_with_the_ids_once_the_broker_has_acknowledged() {
        Answer answer = one("1", "digits", "main");

        Registration registration = registrar.registered.getFirst();
        assertThat(answer.reply().status()).isEqualTo(202);
        assertThat(answer.reply().body())
                .isEqualTo("{\"result\":\"registered\",\"runs\":[{\"model\":\"digits\",\"event\":\"1\",\"run\":\""
                        + registration.run() + "\"}]}");
    }

    @Test
    void know_what_was_sent_before() {
        one("1", "digits", "main");

        Answer again = one("1", "digits", "main");

        assertThat(again.label()).isEqualTo("replayed");
        assertThat(again.reply().status()).isEqualTo(202);
        assertThat(registrar.registered).hasSize(1);
    }

    @Test
    void refuse_an_id_that_was_used_for_something_else() {
        one("1", "digits", "main");

        Answer other = one("1", "digits", "v2");

        assertThat(other.label()).isEqualTo("id-taken");
        assertThat(other.reply().status()).isEqualTo(409);
        assertThat(json(other).getString("detail"))
                .isEqualTo("id '1' was used for another registration of model digits");
        assertThat(registrar.registered).hasSize(1);
    }

    @Test
    void keep_an_id_to_what_it_said_even_if_nobody_knows_whether_the_broker_has_it() {
        registrar.mood = FakeRegistrar.Mood.REFUSES;
        Answer away = one("1", "digits", "main");
        registrar.mood = FakeRegistrar.Mood.ACKNOWLEDGES;

        assertThat(away.reply().status()).isEqualTo(503);
        assertThat(json(away).getString("remedy")).contains("it starts no second run");
        assertThat(one("1", "digits", "v2").label()).isEqualTo("id-taken");
        assertThat(one("1", "digits", "main").label()).isEqualTo("registered");
    }

    @Test
    void refuse_a_model_that_is_not_the_callers() {
        Answer answer = one("1", "letters", "main");

        assertThat(answer.reply().status()).isEqualTo(403);
        assertThat(json(answer).getString("type")).endsWith("/http-model-not-allowed");
        assertThat(registrar.registered).isEmpty();
    }

    @Nested
    class A_batch {
        @Test
        void is_registered_whole() {
            Answer answer = batch(event("1", "digits", "main"), event("2", "digits-two", "main"));

            assertThat(answer.label()).isEqualTo("registered");
            assertThat(json(answer).getList("runs.event")).containsExactly("1", "2");
            assertThat(registrar.registered).hasSize(2);
        }

        @Test
        void is_not_registered_at_all_if_one_of_it_is_refused_and_says_which() {
            Answer answer = batch(event("1", "digits", "main"), event("2", "letters", "main"), "{}");

            assertThat(registrar.registered).isEmpty();
            assertThat(answer.reply().status()).isEqualTo(403);
            JsonPath problem = json(answer);
            assertThat(problem.getList("items.index")).containsExactly(0, 1, 2);
            assertThat(problem.getList("items.event")).containsExactly("1", "2", null);
            assertThat(problem.getList("items.result")).containsExactly("not-registered", "refused", "refused");
            assertThat(problem.getString("items[1].detail")).contains("may not register model 'letters'");
            assertThat(problem.getString("items[2].detail")).contains("specversion is missing");
        }

        @Test
        void that_was_not_registered_does_not_use_up_its_ids() {
            batch(event("1", "digits", "main"), event("2", "letters", "main"));

            assertThat(batch(event("1", "digits", "v2")).label()).isEqualTo("registered");
        }

        @Test
        void may_say_the_same_twice_but_not_two_things_under_one_id() {
            String first = event("1", "digits", "main");

            assertThat(batch(first, first).label()).isEqualTo("registered");
            assertThat(registrar.registered).hasSize(1);
            Answer answer = batch(event("2", "digits", "main"), event("2", "digits", "v2"));
            assertThat(answer.label()).isEqualTo("id-taken");
            assertThat(json(answer).getList("items.result")).containsExactly("not-registered", "refused");
        }

        @Test
        void of_which_the_broker_takes_only_a_part_says_which_and_can_be_sent_again() {
            one("1", "digits", "main");
            registrar.mood = FakeRegistrar.Mood.REFUSES;
            String[] events = {event("1", "digits", "main"), event("2", "digits", "main"), event("3", "digits", "x")};

            Answer answer = batch(events);

            assertThat(answer.reply().status()).isEqualTo(503);
            assertThat(json(answer).getList("items.result")).containsExactly("registered", "unknown", "unknown");
            assertThat(registrar.registered).extracting(Registration::id).containsExactly("1", "2"); // 3 was not tried
            registrar.mood = FakeRegistrar.Mood.ACKNOWLEDGES;
            assertThat(batch(events).label()).isEqualTo("registered");
        }

        @Test
        void without_events_is_right_and_registers_nothing() {
            assertThat(batch().reply().status()).isEqualTo(202);
        }

        @Test
        void counts_each_of_its_events() {
            Registrations few = registrations("3");
            String[] three = {event("1", "digits", "main"), event("2", "digits", "main"), event("3", "digits", "main")};

            Answer first = batch(few, three);
            assertThat(first.label()).isEqualTo("registered");
            // The request itself has paid for one of them, elsewhere.
            assertThat(first.reply().headers().get("RateLimit")).startsWith("\"registrations\";r=1;");
            Answer answer = batch(few, three);

            assertThat(answer.reply().status()).isEqualTo(429);
            assertThat(answer.reply().headers()).containsKeys("Retry-After", "RateLimit", "RateLimit-Policy");
        }

        @Test
        void of_more_events_than_may_ever_be_sent_at_once_is_refused() {
            Answer answer = batch(registrations("1"), event("1", "digits", "x"), event("2", "digits", "x"));

            assertThat(answer.reply().status()).isEqualTo(413);
            assertThat(json(answer).getString("detail")).isEqualTo("the batch has 2 events, more than the 1 allowed");
        }

        private Answer batch(String... events) {
            return batch(registrations, events);
        }

        private static Answer batch(Registrations registrations, String... events) {
            String body = "[" + String.join(",", events) + "]";
            return registrations.batch(CI, wishes(Mode.BATCHED, body)).join();
        }
    }

    private Answer one(String id, String model, String revision) {
        return registrations
                .one(CI, wishes(Mode.STRUCTURED, event(id, model, revision)).getFirst())
                .join();
    }

    private static List<Wish> wishes(Mode mode, String body) {
        return new Wishes(Posted.URLS).events(mode, request(body));
    }

    private static String event(String id, String model, String revision) {
        return structured(id, data(model, revision));
    }

    private Registrations registrations(String burst) {
        return new Registrations(
                registrar, new RateLimits(Configured.with("rate.burst", burst).rate(), () -> 0));
    }

    private static JsonPath json(Answer answer) {
        return new JsonPath(answer.reply().body());
    }
}
