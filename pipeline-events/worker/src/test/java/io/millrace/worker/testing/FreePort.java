package io.millrace.worker.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are told beforehand where to listen. They are none that Linux gives to outgoing connections: of
 * those, the tests beside this one open many, and one could have a server's port before it listens.
 */
public final class FreePort {
    private static final int FIRST = 10_000;
    private static final int FIRST_OUTGOING = 32_768;

    private FreePort() {}

    public static int find() {
        return ThreadLocalRandom.current()
                .ints(FIRST, FIRST_OUTGOING)
                .filter(FreePort::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
