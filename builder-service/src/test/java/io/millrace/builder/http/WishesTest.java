package io.millrace.builder.http;

import static io.millrace.builder.http.Posted.URL;
import static io.millrace.builder.http.Posted.data;
import static io.millrace.builder.http.Posted.request;
import static io.millrace.builder.http.Posted.structured;
import static io.millrace.builder.http.Posted.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.builder.ingress.Registration;
import io.millrace.events.HttpEvents.Mode;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.events.Version;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WishesTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Source.Git SOURCE = new Source.Git(URL, Optional.of("main"), Optional.of("models/digits"));
    private static final ModelRegistered DIGITS =
            new ModelRegistered(new ModelName("digits"), Optional.empty(), SOURCE, Optional.empty());

    private final Wishes wishes = new Wishes(Posted.URLS);

    @Nested
    class An_event {
        @Test
        void keeps_its_id_and_tells_whose_it_is_in_its_source() {
            Wish wish = only(Mode.STRUCTURED, request(structured("build 4711", data("digits", "main"))));

            assertThat(wish)
                    .isEqualTo(new Wish.Good(new Registration(
                            URI.create("/millrace/http/digits?source=https%3A%2F%2Fci.example.com%2Fdigits"),
                            "build 4711",
                            DIGITS,
                            Optional.empty())));
        }

        @Test
        void is_the_same_in_every_mode() {
            String structured = structured("1", data("digits", "main"));
            Wish wish = only(Mode.STRUCTURED, request(structured));

            assertThat(only(Mode.BINARY, binary("digits", "main"))).isEqualTo(wish);
            assertThat(wishes.events(Mode.BATCHED, request("[" + structured + "]")))
                    .containsExactly(wish);
        }

        @Test
        void of_one_model_is_never_that_of_another_whatever_its_source_says() {
            assertThat(registration(only(Mode.BINARY, binary("digits", "main"))).run())
                    .isNotEqualTo(registration(only(Mode.BINARY, binary("letters", "main")))
                            .run());
        }

        @Test
        void may_bring_a_trace() {
            Request traced = request(
                    data("digits", "main"),
                    "ce-specversion",
                    "1.0",
                    "ce-id",
                    "1",
                    "ce-source",
                    "/ci",
                    "ce-type",
                    "io.millrace.model.registered.v1",
                    "ce-traceparent",
                    TRACE);

            assertThat(registration(only(Mode.BINARY, traced))
                            .envelope(Posted.NOON)
                            .traceparent())
                    .contains(TRACE);
        }

        @ParameterizedTest
        @CsvSource({
            "com.example.thing, MALFORMED, 'type is ''com.example.thing'', expected one that starts with io.millrace.'",
            "io.millrace.model.retired.v9, NOT_A_REGISTRATION, 'type is ''io.millrace.model.retired.v9'', which nobody may send here'",
        })
        void of_another_type_is_refused(String type, Refusal refusal, String detail) {
            String event = structured("1", data("digits", "main")).replace("io.millrace.model.registered.v1", type);

            Refused refused = refused(only(Mode.STRUCTURED, request(event)));

            assertThat(refused.refusal()).isEqualTo(refusal);
            assertThat(refused.detail()).isEqualTo(detail);
        }

        @Test
        void that_only_the_pipeline_publishes_is_refused() {
            String cancel = structured("1", "{\"run\": \"raaaaaaaaaaaaaaaaaaaa\", \"model\": \"digits\"}")
                    .replace("model.registered", "run.cancel");

            Refused refused = refused(only(Mode.STRUCTURED, request(cancel)));

            assertThat(refused.refusal()).isEqualTo(Refusal.NOT_A_REGISTRATION);
            assertThat(refused.detail()).contains("'io.millrace.run.cancel.v1'");
            assertThat(refused.remedy()).isEqualTo("send io.millrace.model.registered.v1");
        }

        @Test
        void with_a_source_too_long_to_be_kept_is_refused() {
            String event = structured("1", data("digits", "main"))
                    .replace("https://ci.example.com/digits", "https://ci.example.com/" + "/".repeat(200));

            assertThat(refused(only(Mode.STRUCTURED, request(event))).detail()).startsWith("source is '/millrace/http");
        }

        @Test
        void of_which_a_field_is_wrong_names_it() {
            String event =
                    structured("1", "{\"model\": \"digits\", \"version\": 1.10, \"source\": {\"kind\": \"git\"}}");

            assertThat(refused(only(Mode.STRUCTURED, request(event))).detail())
                    .startsWith("not a valid io.millrace.model.registered.v1: version");
        }

        private Wish only(Mode mode, Request request) {
            List<Wish> read = wishes.events(mode, request);
            assertThat(read).hasSize(1);
            return read.getFirst();
        }

        private static Request binary(String model, String revision) {
            return request(
                    data(model, revision),
                    "content-type",
                    "application/json",
                    "ce-specversion",
                    "1.0",
                    "ce-id",
                    "1",
                    "ce-source",
                    "https://ci.example.com/digits",
                    "ce-type",
                    "io.millrace.model.registered.v1");
        }
    }

    @Nested
    class A_version {
        @Test
        void is_a_new_registration_each_time() {
            Registration one = registration(wishes.version("digits", request(version("main"))));
            Registration next = registration(wishes.version("digits", request(version("main"))));

            assertThat(one.source()).isEqualTo(URI.create("/millrace/http/digits"));
            assertThat(one.event()).isEqualTo(DIGITS);
            assertThat(one.id()).isNotEqualTo(next.id());
        }

        @Test
        void is_the_same_registration_under_the_same_key_of_the_same_model() {
            Registration one = registration(keyed("digits", "release-7"));

            assertThat(one.id()).isEqualTo("release-7");
            assertThat(one).isEqualTo(registration(keyed("digits", "release-7")));
            assertThat(one.run())
                    .isNotEqualTo(registration(keyed("letters", "release-7")).run());
        }

        @Test
        void may_have_a_name_and_parameters_and_a_trace() {
            String body =
                    """
                    {"version": "1.2", "source": {"kind": "git", "url": "%s"}, "parameters": {"epochs": 30}}"""
                            .formatted(URL);

            Registration registration = registration(wishes.version("digits", request(body, "traceparent", TRACE)));

            assertThat(registration.event())
                    .isEqualTo(new ModelRegistered(
                            new ModelName("digits"),
                            Optional.of(new Version("1.2")),
                            new Source.Git(URL, Optional.empty(), Optional.empty()),
                            Optional.of(Map.of("epochs", 30))));
            assertThat(registration.traceparent()).contains(TRACE);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Digits | {} | not a model name: 'Digits'",
                    "digits | '' | the data",
                    "digits | null | the body is null",
                    "digits | [] | the data has a value of the wrong type",
                    "digits | {\"source\": 3} | source",
                    "digits | {} | source is missing or null",
                    "digits | {\"sauce\": {}, \"source\": {\"kind\": \"git\", \"url\": \"x\"}} | sauce is not known here, expected one of parameters, source, version",
                    "digits | {\"source\": {\"kind\": \"git\"}} | source.url is missing or null",
                    "digits | {\"source\": {\"kind\": \"git\", \"url\": \"x\", \"branch\": \"y\"}} | source.branch is not known",
                    "digits | {\"source\": | not JSON"
                })
        void that_cannot_be_read_names_the_field(String model, String body, String detail) {
            Refused refused = refused(wishes.version(model, request(body)));

            assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
            assertThat(refused.detail()).startsWith(detail);
        }

        @ParameterizedTest
        @CsvSource({
            "git@host:team/model.git, source.url '…@host:team/model.git' is not a URL",
            "file:///etc, source.url 'file:///etc' has a scheme that is not open here",
            "https://me:secret@host/x.git, source.url 'https://…@host/x.git' carries user information"
        })
        void that_no_builder_would_fetch_is_refused_here(String url, String detail) {
            Refused refused =
                    refused(wishes.version("digits", request(version("main").replace(URL, url))));

            assertThat(refused.refusal()).isEqualTo(Refusal.SOURCE_REFUSED);
            assertThat(refused.detail()).isEqualTo(detail);
        }

        @Test
        void in_a_folder_outside_of_its_repository_or_of_another_kind_is_refused_here() {
            String outside = version("main").replace("models/digits", "../etc");
            String other = version("main").replace("\"git\"", "\"svn\"");

            assertThat(refused(wishes.version("digits", request(outside))).detail())
                    .startsWith("source.path '../etc'");
            assertThat(refused(wishes.version("digits", request(other))).detail())
                    .startsWith("source.kind is 'svn'");
        }

        @Test
        void larger_than_an_event_may_be_is_refused() {
            String body = version("main")
                    .replace("{\"source\"", "{\"parameters\": {\"a\": \"" + "x".repeat(300_000) + "\"}, \"source\"");

            assertThat(refused(wishes.version("digits", request(body))).detail())
                    .contains("more than the 262144 allowed");
        }

        @Test
        void with_a_key_too_long_is_refused() {
            assertThat(refused(keyed("digits", "k".repeat(256))).detail())
                    .isEqualTo("header Idempotency-Key has 256 characters, expected at most 255");
        }

        private Wish keyed(String model, String key) {
            return wishes.version(model, request(version("main"), "Idempotency-Key", key));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/cloudevents+avro"})
    void of_another_content_type_are_refused(String type) {
        assertThatThrownBy(() -> Wishes.requireEvents(Optional.of(type)))
                .isInstanceOf(Refused.class)
                .hasMessage("the header Content-Type is '" + type + "'");
        assertThatThrownBy(() -> Wishes.requireEvents(Optional.empty()))
                .isInstanceOf(Refused.class)
                .hasMessage("the header Content-Type is missing");
        assertThatThrownBy(() -> Wishes.requireJson(Optional.of("application/cloudevents+json")))
                .isInstanceOf(Refused.class);
    }

    private static Registration registration(Wish wish) {
        assertThat(wish).isInstanceOf(Wish.Good.class);
        return ((Wish.Good) wish).registration();
    }

    private static Refused refused(Wish wish) {
        assertThat(wish).isInstanceOf(Wish.Bad.class);
        return ((Wish.Bad) wish).why();
    }
}
