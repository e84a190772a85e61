package io.millrace.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.ArtifactRef;
import io.millrace.events.Digest;
import io.millrace.events.Failure;
import io.millrace.events.Failure.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkloadFailuresTest {
    private static final String WHAT = "training 'python3 train.py'";

    /** A command line is as long as its authors like, and may hold what nobody else should see. */
    @Test
    void a_command_is_told_in_short_and_without_secrets() {
        String command = "training 'sh -c curl --password=geheim \u001b[2J" + "x".repeat(60_000) + "'";

        Failure failure = WorkloadFailures.of(new WorkloadEnd.ExitedNonZero(1), command, List.of());

        assertThat(failure.summary())
                .startsWith("training 'sh -c curl --password=*** ?[2Jxxx")
                .endsWith("… ended with exit code 1")
                .hasSizeLessThan(300);
    }

    @Test
    void a_command_that_failed_is_told_with_its_exit_code_and_last_line() {
        Failure failure = WorkloadFailures.of(
                new WorkloadEnd.ExitedNonZero(3), WHAT, List.of("epoch 1", "ValueError: no such column 'price'", ""));

        assertThat(failure.kind()).isEqualTo(Kind.USER_ERROR);
        assertThat(failure.code()).isEqualTo("command-failed");
        assertThat(failure.summary())
                .isEqualTo(
                        "training 'python3 train.py' ended with exit code 3; its last line: ValueError: no such column 'price'");
        assertThat(failure.evidence().orElseThrow()).startsWith("epoch 1\nValueError");
    }

    @Test
    void every_end_but_success_has_a_code_of_its_own() {
        var ends = Stream.of(
                new WorkloadEnd.NotStarted("python4 is not on the PATH"),
                new WorkloadEnd.ExitedNonZero(1),
                new WorkloadEnd.Killed(9),
                new WorkloadEnd.TimedOut(Duration.ofMinutes(30)),
                new WorkloadEnd.NeverHealthy(Duration.ofSeconds(20), "HTTP 503"),
                new WorkloadEnd.QuotaExceeded("log", 64 << 20),
                new WorkloadEnd.OutputRefused("a is a symbolic link"),
                new WorkloadEnd.ResultRefused("a folder, not a plain file"),
                new WorkloadEnd.Cancelled(),
                new WorkloadEnd.Lost());

        Map<String, Kind> kinds = ends.map(end -> WorkloadFailures.of(end, WHAT, List.of()))
                .collect(Collectors.toMap(Failure::code, Failure::kind));

        assertThat(kinds)
                .containsOnly(
                        Map.entry("command-not-found", Kind.USER_ERROR),
                        Map.entry("command-failed", Kind.USER_ERROR),
                        Map.entry("command-killed", Kind.USER_ERROR),
                        Map.entry("deadline-exceeded", Kind.TIMEOUT),
                        Map.entry("server-unhealthy", Kind.USER_ERROR),
                        Map.entry("quota-exceeded", Kind.USER_ERROR),
                        Map.entry("output-refused", Kind.USER_ERROR),
                        Map.entry("result-invalid", Kind.USER_ERROR),
                        Map.entry("cancelled", Kind.CANCELLED),
                        Map.entry("workload-lost", Kind.TRANSIENT));
    }

    @Test
    void times_and_sizes_are_told_as_people_write_them() {
        assertThat(WorkloadFailures.of(new WorkloadEnd.TimedOut(Duration.ofMinutes(30)), WHAT, List.of())
                        .summary())
                .contains("after 30m");
        assertThat(WorkloadFailures.of(new WorkloadEnd.QuotaExceeded("log", 64 << 20), WHAT, List.of())
                        .summary())
                .contains("64 MiB to its log");
    }

    @Test
    void there_is_nothing_to_tell_of_a_success() {
        var output = new ArtifactRef(
                URI.create("artifact://r/0/train/1"), new Digest("sha256:" + "0".repeat(64)), 0, ArtifactRef.FOLDER);

        assertThatThrownBy(
                        () -> WorkloadFailures.of(new WorkloadEnd.Succeeded(output, Optional.empty()), WHAT, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void evidence_is_the_end_of_the_log_and_small() {
        var lines = Collections.nCopies(1000, "ü".repeat(400));

        String evidence = WorkloadFailures.of(new WorkloadEnd.Lost(), WHAT, lines)
                .evidence()
                .orElseThrow();

        assertThat(evidence.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(2000, 4096);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cloning https://bob:hunter2@git.example.com/x   | hunter2",
                "password=hunter2 rejected                       | hunter2",
                "'DB_PASSWORD': 'hunter2'                        | hunter2",
                "{\"api_key\": \"hunter2 with blanks\"}          | hunter2",
                "Authorization: Bearer hunter2.and.more          | hunter2",
                "AWS_SECRET_ACCESS_KEY=hunter2                   | hunter2",
                "using ghp_0123456789abcdefghij0123456789abcdef  | ghp_0123",
                "hf_abcdefghijklmnopqrstuvwx is not valid        | hf_abc",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln       | eyJhbGci",
            })
    void what_looks_like_a_secret_is_told_to_nobody(String line, String secret) {
        Failure failure = WorkloadFailures.of(new WorkloadEnd.ExitedNonZero(1), WHAT, List.of(line));

        assertThat(failure.summary() + failure.evidence().orElseThrow())
                .doesNotContain(secret)
                .contains("***");
    }

    @Test
    void an_ordinary_error_is_told_as_it_is() {
        String line = "  File \"train.py\", line 3: max_tokens=512 at http://localhost:8080/a?b=c";

        assertThat(WorkloadFailures.of(new WorkloadEnd.ExitedNonZero(1), WHAT, List.of(line))
                        .evidence())
                .contains(line);
    }
}
