package io.millrace.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Metrics;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ResultFileTest {

    @Test
    void metrics_slices_and_the_digest_are_read() {
        var read = ResultFile.parse(
                Optional.of(
                        """
                {"metrics": {"accuracy": 0.93, "n": 1797},
                 "slices": {"digit=8": {"accuracy": 0.88}},
                 "dataDigest": "sha256:12",
                 "profile": "profile.json"}"""));

        assertThat(read)
                .isEqualTo(new ResultFile.Read(
                        new Metrics(Map.of("accuracy", 0.93, "n", 1797.0)),
                        Map.of("digit=8", new Metrics(Map.of("accuracy", 0.88))),
                        Optional.of("sha256:12")));
    }

    @Test
    void no_file_is_a_file_without_metrics() {
        assertThat(ResultFile.parse(Optional.empty()))
                .isEqualTo(new ResultFile.Read(Metrics.NONE, Map.of(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json at all                           | it is not JSON",
                "{\"metrics\": {\"a\": 1}                  | it is not JSON",
                "{\"metrics\": {\"a\": 1, \"a\": 2}}       | it is not JSON: Duplicate",
                "[1]                                       | it holds an array, expected an object",
                "{\"metrics\": {\"loss\": NaN}}            | metrics.loss is NaN, expected a finite number",
                "{\"metrics\": {\"loss\": -Infinity}}      | metrics.loss is -Infinity, expected",
                "{\"metrics\": {\"loss\": 1e999}}          | metrics.loss is ",
                "{\"metrics\": {\"loss\": \"low\"}}        | metrics.loss is \"low\", expected a finite number",
                "{\"metrics\": {\"loss\": null}}           | metrics.loss is null, expected",
                "{\"metrics\": {\"loss\": {\"mean\": 1}}}  | metrics.loss is an object, expected",
                "{\"metrics\": [0.9]}                      | metrics is an array, expected an object",
                "{\"slices\": {\"digit=8\": 0.9}}          | slices.digit=8 is 0.9, expected an object",
                "{\"slices\": {\"a\": {\"b\": true}}}      | slices.a.b is true, expected a finite number",
                "{\"metrics\": {\"\": 1}}                  | metrics has a field named ''",
                "{\"dataDigest\": 12}                      | dataDigest is 12, expected a text",
            })
    void what_cannot_be_used_is_named(String json, String complaint) {
        var read = ResultFile.parse(Optional.of(json));

        assertThat(read).isInstanceOfSatisfying(ResultFile.Broken.class, broken -> {
            assertThat(broken.failure().code()).isEqualTo("result-invalid");
            assertThat(broken.failure().summary()).contains(complaint);
        });
    }
}
