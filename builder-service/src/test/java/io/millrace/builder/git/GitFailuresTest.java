package io.millrace.builder.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.SourceRefused;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TransportException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What cannot be had from a small repository; all else is tested with real servers. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class GitFailuresTest {

    @Test
    void a_file_that_the_library_cannot_hold_is_no_outage() {
        var fiveGigabytes = new TooLargeObjectInPackException(5_368_709_120L, 2_147_483_639L);
        var url = new GitUrl("https", Optional.of("git.example.org"), "https://git.example.org/huge.git");

        RuntimeException failure = GitFailures.of(
                new TransportException("rejected", fiveGigabytes),
                url,
                Allowance.Exceeded.NOTHING,
                new HttpExchange(new Allowance(Duration.ofMinutes(1), Long.MAX_VALUE)));

        assertThat(failure).isInstanceOfSatisfying(SourceRefused.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo("source-too-large");
            assertThat(refused.failure().summary()).contains("2 GiB");
        });
    }
}
