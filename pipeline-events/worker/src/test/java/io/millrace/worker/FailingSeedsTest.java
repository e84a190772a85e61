package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was found once is not to come back. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("trial")
class FailingSeedsTest {

    @ParameterizedTest
    @EnumSource
    void keep_every_promise_now(KeptSeed kept) {
        assertThat(kept.run().breaches()).isEmpty();
    }
}
