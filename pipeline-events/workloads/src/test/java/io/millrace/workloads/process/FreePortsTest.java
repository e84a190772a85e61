package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FreePortsTest {
    private static final int SEED = 7;

    @Test
    void are_none_that_somebody_listens_at() throws IOException {
        int taken = new FreePorts(new Random(SEED)).find();
        assertThat(new FreePorts(new Random(SEED)).find()).isEqualTo(taken);

        try (var listening = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new FreePorts(new Random(SEED)).find()).isNotEqualTo(listening.getLocalPort());
        }
    }

    /** A server takes a while until it listens. */
    @Test
    void are_not_found_again_for_the_next_server() throws IOException {
        var random = new Random(SEED);
        var ports = new FreePorts(random);
        int first = ports.find();
        random.setSeed(SEED);

        assertThat(ports.find()).isNotEqualTo(first);
    }

    @Test
    void are_below_those_that_outgoing_connections_are_given() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var outgoing = new Socket(server.getInetAddress(), server.getLocalPort())) {
            var ports = new FreePorts(new Random(SEED));
            for (int found = 0; found < 2_000; found++) {
                assertThat(ports.find()).isLessThan(outgoing.getLocalPort());
            }
        }
    }
}
