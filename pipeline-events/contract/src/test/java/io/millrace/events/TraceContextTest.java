package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TraceContextTest {
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final TraceContext OURS = TraceContext.parse(TRACEPARENT).orElseThrow();

    @Test
    void reads_what_it_writes() {
        assertThat(OURS).hasToString(TRACEPARENT);
        assertThat(TraceContext.parse(OURS.toString())).contains(OURS);
    }

    @Test
    void of_a_run_is_the_same_wherever_it_is_asked_for() {
        assertThat(TraceContext.of(Examples.RUN.run())).isEqualTo(TraceContext.of(Examples.RUN.run()));
    }

    @Test
    void has_children_in_the_same_trace_of_which_the_name_tells_one_from_another() {
        assertThat(OURS.child("a").traceId()).isEqualTo(OURS.traceId());
        assertThat(OURS.child("a")).isEqualTo(OURS.child("a")).isNotEqualTo(OURS.child("b"));
    }

    @ParameterizedTest
    @CsvSource({"00, false", "01, true", "02, false", "03, true"})
    void is_recorded_if_the_lowest_flag_says_so_and_so_are_its_children(String flags, boolean recorded) {
        var context = new TraceContext(OURS.traceId(), OURS.spanId(), flags);

        assertThat(context.isRecorded()).isEqualTo(recorded);
        assertThat(context.child("a").isRecorded()).isEqualTo(recorded);
    }

    @Test
    void is_nothing_that_w3c_forbids() {
        assertThatThrownBy(() -> new TraceContext("0".repeat(32), OURS.spanId(), "01"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceContext(OURS.traceId(), "0".repeat(16), "01"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceContext(OURS.traceId(), OURS.spanId(), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
