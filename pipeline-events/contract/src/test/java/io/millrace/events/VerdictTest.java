package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class VerdictTest {
    @Test
    void deploys_by_itself_only_when_passed() {
        assertThat(deploying(spec(false, false))).containsExactly(Verdict.PASSED);
    }

    @Test
    void deploys_with_a_warning_where_the_spec_allows_it() {
        assertThat(deploying(spec(false, true))).containsExactlyInAnyOrder(Verdict.PASSED, Verdict.WARNING);
    }

    @Test
    void deploys_unjudged_where_the_spec_allows_it() {
        assertThat(deploying(spec(true, false))).containsExactlyInAnyOrder(Verdict.PASSED, Verdict.NOT_JUDGED);
    }

    private static Set<Verdict> deploying(PipelineSpec.Deploy deploy) {
        return Arrays.stream(Verdict.values())
                .filter(verdict -> verdict.deploys(deploy))
                .collect(Collectors.toSet());
    }

    private static PipelineSpec.Deploy spec(boolean allowUnjudged, boolean allowWarning) {
        return new PipelineSpec.Deploy(
                List.of("serve"),
                Map.of(),
                PipelineSpec.Resources.ANY,
                "/health",
                Duration.ofMinutes(1),
                allowUnjudged,
                allowWarning);
    }
}
