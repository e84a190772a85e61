package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ParametersTest {
    @Test
    void are_any_json() {
        Map<String, Object> given =
                Map.of("epochs", 30, "rate", 0.2, "deep", Map.of("list", List.of(1, "two", true, List.of())));

        assertThat(Parameters.copyOf(given)).isEqualTo(given);
    }

    @Test
    void do_not_change_with_what_they_came_from() {
        var list = new ArrayList<Object>(List.of(1));
        Map<String, Object> copy = Parameters.copyOf(Map.of("list", list));

        list.add(2);

        assertThat(copy).isEqualTo(Map.of("list", List.of(1)));
    }

    @Test
    void are_not_missing() {
        var given = new HashMap<String, Object>();
        given.put("seed", null);

        assertThatThrownBy(() -> Parameters.copyOf(Map.of("outer", List.of(0, given))))
                .hasMessage("parameter 'outer[1].seed' is null; use text, a finite number, true, false, "
                        + "a list or a map, or leave it out");
    }

    @Test
    void are_not_java_objects() {
        assertThatThrownBy(() -> Parameters.copyOf(Map.of("since", Instant.EPOCH)))
                .hasMessageStartingWith("parameter 'since' is 1970-01-01T00:00:00Z; use text");
    }

    @Test
    void are_finite() {
        assertThatThrownBy(() -> Parameters.copyOf(Map.of("rate", Double.NaN)))
                .hasMessageStartingWith("parameter 'rate' is NaN; use text");
    }

    @Test
    void stay_flat_enough_for_every_later_event() {
        assertThat(Parameters.copyOf(nested(32))).isEqualTo(nested(32));
        assertThatThrownBy(() -> Parameters.copyOf(nested(33)))
                .hasMessageContaining("is nested deeper than 32 levels; flatten it");
    }

    private static Map<String, Object> nested(int levels) {
        Map<String, Object> nested = Map.of("a", 1);
        for (int i = 1; i < levels; i++) {
            nested = Map.of("a", nested);
        }
        return nested;
    }
}
