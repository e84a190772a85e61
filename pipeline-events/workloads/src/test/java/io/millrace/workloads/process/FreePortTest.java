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
class FreePortTest {
    private static final int SEED = 7;

    @Test
    void is_none_that_somebody_listens_at() throws IOException {
        int taken = FreePort.find(new Random(SEED));
        assertThat(FreePort.find(new Random(SEED))).isEqualTo(taken);

        try (var listening = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePort.find(new Random(SEED))).isNotEqualTo(listening.getLocalPort());
        }
    }

    @Test
    void is_below_those_that_outgoing_connections_are_given() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var outgoing = new Socket(server.getInetAddress(), server.getLocalPort())) {
            for (int seed = 0; seed < 1_000; seed++) {
                assertThat(FreePort.find(new Random(seed))).isLessThan(outgoing.getLocalPort());
            }
        }
    }
}
