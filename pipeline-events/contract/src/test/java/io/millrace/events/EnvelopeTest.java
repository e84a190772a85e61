package io.millrace.events;

import static io.millrace.events.Examples.NINE;
import static io.millrace.events.Examples.REGISTERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EnvelopeTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final PipelineEvent ENDED =
            new RunEnded(Examples.RUN, RunEnded.Result.DEPLOYED, Stage.DEPLOY, Optional.empty());

    @Test
    void of_a_registration_starts_a_trace_that_is_a_function_of_its_run() {
        Envelope registered = Envelope.first("1", Examples.REGISTRY, NINE, REGISTERED.event());

        assertThat(registered.trace()).isEqualTo(TraceContext.of(RunId.of(Examples.REGISTRY, "1")));
        assertThat(registered.trace().isRecorded()).isTrue();
        assertThat(registered.correlationId()).contains("1");
        assertThat(registered.causationId()).isEmpty();
    }

    @Test
    void of_registrations_with_the_same_id_from_two_sources_is_of_two_traces() {
        Envelope ours = Envelope.first("1", Examples.REGISTRY, NINE, REGISTERED.event());
        Envelope theirs = Envelope.first("1", URI.create("/theirs"), NINE, REGISTERED.event());

        assertThat(ours.trace().traceId()).isNotEqualTo(theirs.trace().traceId());
    }

    @Test
    void of_what_follows_keeps_correlation_and_trace() {
        Envelope built = REGISTERED.causes("build-1", Examples.BUILDER, NINE, 1, ENDED);
        Envelope trained = built.causes("train-1", Examples.BUILDER, NINE, 2, ENDED);

        assertThat(trained.causationId()).contains("build-1");
        assertThat(trained.correlationId()).contains(REGISTERED.id());
        assertThat(trained.trace().traceId()).isEqualTo(REGISTERED.trace().traceId());
        assertThat(trained.traceparent()).isNotEqualTo(built.traceparent());
        assertThat(trained.attempt()).isEqualTo(2);
    }

    @Test
    void of_what_follows_is_the_same_for_the_same_id() {
        assertThat(REGISTERED.causes("build-1", Examples.BUILDER, NINE, 1, ENDED))
                .isEqualTo(REGISTERED.causes("build-1", Examples.BUILDER, NINE, 1, ENDED));
    }

    @Test
    void writes_trace_contexts_that_w3c_would_read() {
        Envelope built = REGISTERED.causes("build-1", Examples.BUILDER, NINE, 1, ENDED);

        assertThat(built.traceparent().orElseThrow()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    }

    @Test
    void goes_on_with_the_trace_of_whoever_registered() {
        Envelope built = traced("00-" + TRACE + "-00f067aa0ba902b7-01").causes("b", Examples.BUILDER, NINE, 1, ENDED);

        assertThat(built.trace().traceId()).isEqualTo(TRACE);
    }

    @Test
    void respects_that_a_trace_is_not_to_be_recorded() {
        Envelope built = traced("00-" + TRACE + "-00f067aa0ba902b7-00").causes("b", Examples.BUILDER, NINE, 1, ENDED);

        assertThat(built.traceparent().orElseThrow()).endsWith("-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-" + TRACE + "-0000000000000000-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "ff-" + TRACE + "-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void passes_over_a_trace_context_that_is_not_valid_and_takes_that_of_the_run(String traceparent) {
        Envelope registered = traced(traceparent);

        assertThat(registered.traceparent()).isEmpty();
        assertThat(registered.trace()).isEqualTo(TraceContext.of(RunId.of(Examples.REGISTRY, "1")));
    }

    @Test
    void of_all_that_follows_from_one_without_trace_context_is_of_one_trace() {
        Envelope registered = traced("nonsense");
        Envelope progress = registered.causes("progress", Examples.BUILDER, NINE, 1, ENDED);
        Envelope built = registered.causes("built", Examples.BUILDER, NINE, 1, ENDED);

        assertThat(progress.trace().traceId())
                .isEqualTo(built.trace().traceId())
                .isEqualTo(registered.trace().traceId());
    }

    @Test
    void of_what_a_run_led_to_is_of_its_trace_though_the_context_was_lost_on_the_way() {
        Envelope ended = new Envelope(
                "1", Examples.BUILDER, NINE, 0, Optional.empty(), Optional.empty(), Optional.empty(), ENDED);

        assertThat(ended.trace()).isEqualTo(TraceContext.of(Examples.RUN.run()));
    }

    @Test
    void of_an_event_without_correlation_starts_one() {
        Envelope lonely = new Envelope(
                "1", Examples.BUILDER, NINE, 0, Optional.empty(), Optional.empty(), Optional.empty(), ENDED);

        assertThat(lonely.causes("2", Examples.BUILDER, NINE, 1, ENDED).correlationId())
                .contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "a\u0000b"})
    void has_an_id_that_fits_into_a_header_and_a_log_line(String id) {
        assertThatThrownBy(() -> Envelope.first(id, Examples.REGISTRY, NINE, REGISTERED.event()))
                .hasMessageStartingWith("id is '")
                .hasMessageEndingWith("expected 1 to 512 characters without control characters");
    }

    @Test
    void has_an_id_and_a_source_of_at_most_512_characters() {
        assertThatThrownBy(() -> Envelope.first("a".repeat(513), Examples.REGISTRY, NINE, REGISTERED.event()))
                .hasMessageContaining("(513 characters)");
        assertThatThrownBy(() -> Envelope.first("a", URI.create(""), NINE, REGISTERED.event()))
                .hasMessageStartingWith("source is ''");
    }

    private static Envelope traced(String traceparent) {
        return new Envelope(
                "1",
                Examples.REGISTRY,
                NINE,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(traceparent),
                REGISTERED.event());
    }
}
