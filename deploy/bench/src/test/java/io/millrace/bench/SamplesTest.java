package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SamplesTest {

    @Test
    void the_median_of_an_odd_number_is_the_one_in_the_middle() {
        assertThat(new Samples(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
    }

    @Test
    void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assertThat(new Samples(List.of(4.0, 100.0, 1.0, 2.0)).median()).isEqualTo(3);
    }

    @Test
    void the_worst_is_the_largest_wherever_it_stands() {
        assertThat(new Samples(List.of(3.0, 8.0, -2.0)).worst()).isEqualTo(8);
    }

    @Test
    void one_measurement_is_its_own_median_and_worst() {
        var one = new Samples(List.of(5.0));

        assertThat(one.median()).isEqualTo(one.worst()).isEqualTo(5);
        assertThat(one.count()).isEqualTo(1);
    }

    @Test
    void a_percentile_is_the_least_that_so_many_do_not_exceed() {
        var hundred = new Samples(
                IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList());

        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(100)).isEqualTo(hundred.worst());
        assertThat(new Samples(List.of(1.0, 2.0, 3.0)).percentile(99)).isEqualTo(3);
        assertThat(new Samples(List.of(1.0, 2.0, 3.0)).percentile(50)).isEqualTo(2);
    }

    @Test
    void several_measurements_together_are_one() {
        var together = Samples.together(List.of(new Samples(List.of(1.0, 9.0)), new Samples(List.of(4.0))));

        assertThat(together.values()).containsExactly(1.0, 4.0, 9.0);
    }

    @Test
    void nothing_measured_is_refused() {
        assertThatThrownBy(() -> new Samples(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
