package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PortsTest {
    @TempDir
    Path folder;

    Home home;

    @BeforeEach
    void openHome() {
        home = Home.of(Map.of("MILLRACE_HOME", folder.toString())).open();
    }

    @Test
    void start_at_8800_unless_told_otherwise() {
        assertThat(Ports.of(home)).isEqualTo(new Ports(8800));
    }

    @Test
    void are_kept_with_the_home_once_chosen() {
        Ports.choose(home, Optional.of(9100));

        assertThat(Ports.of(home)).isEqualTo(new Ports(9100));
        assertThat(Ports.choose(home, Optional.empty())).isEqualTo(new Ports(9100));
    }

    @Test
    void are_different_for_every_process() {
        var ports = new Ports(8800);
        var all = Stream.concat(
                Worker.STAGES.stream().map(stage -> Worker.port(stage, ports)),
                Stream.of(ports.broker(), ports.controller()));

        assertThat(all).containsExactly(8800, 8801, 8802, 8803, 8804, 8810, 8811);
    }

    @Test
    void are_different_for_every_replica() {
        List<Worker> workers = Worker.all(new Replicas(Replicas.MOST), folder, home, new Ports(65_000));

        assertThat(workers)
                .extracting(Worker::port)
                .doesNotHaveDuplicates()
                .allMatch(port -> port < 65_536)
                .startsWith(65_000, 65_001, 65_002, 65_003, 65_004, 65_020, 65_022)
                .doesNotContain(65_010, 65_011);
        assertThat(workers).extracting(Worker::name).contains("deployer", "deployer-2", "builder-12");
    }

    @ParameterizedTest
    @CsvSource({"8800, 9600", "8900, 9700", "8901, 8800", "20800, 8800", "65000, 8800"})
    void advise_others_that_no_model_gets(int taken, int advised) {
        assertThat(new Ports(taken).elsewhere()).isEqualTo(new Ports(advised));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 80, 65_001})
    void are_refused_where_they_do_not_fit(int base) {
        assertThatThrownBy(() -> new Ports(base)).isInstanceOf(CannotGoOn.class).hasMessageContaining("" + base);
    }

    @Test
    void are_refused_with_the_line_when_somebody_wrote_nonsense() throws IOException {
        Files.writeString(folder.resolve("config.properties"), "base-port=many\n");

        assertThatThrownBy(() -> Ports.of(home))
                .isInstanceOf(CannotGoOn.class)
                .hasMessageContaining("config.properties says base-port=many");
    }

    @Test
    void are_not_free_while_somebody_listens() throws IOException {
        int port;
        try (var listening = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
            port = listening.getLocalPort();
            assertThat(Ports.isFree(port)).isFalse();
        }
        assertThat(Ports.isFree(port)).isTrue();
    }
}
