package io.millrace.workloads.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.random.RandomGenerator;

/**
 * Finds ports of the loopback address that nobody listens at now. They are none of those that the system gives to
 * outgoing connections, of which a busy machine opens many until a server has started there, and none of those that were
 * found last, whose servers may not listen yet. A server of another process may still take one meanwhile; then the one
 * that was told it fails. Where no port lies below the outgoing ones, it is any that is free.
 */
final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int TRIES = 100;

    /** More servers than start at once. */
    private static final int REMEMBERED = 1_000;

    /** Of Linux: the first and the last of the ports of outgoing connections, see ip(7). */
    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /** What Linux begins with unless it is told otherwise; other systems begin later. */
    private static final int FIRST_OUTGOING = 32_768;

    private final RandomGenerator random;

    /** What was found last, oldest first. */
    private final SequencedSet<Integer> found = new LinkedHashSet<>();

    FreePorts(RandomGenerator random) {
        this.random = random;
    }

    synchronized int find() throws IOException {
        int end = firstOutgoing();
        for (int tried = 0; tried < TRIES && FIRST < end; tried++) {
            int port = random.nextInt(FIRST, end);
            if (isFree(port) && found.add(port)) {
                if (found.size() > Math.min(REMEMBERED, (end - FIRST) / 2)) {
                    found.removeFirst();
                }
                return port;
            }
        }
        return any();
    }

    private static int firstOutgoing() throws IOException {
        // In one read: the kernel has no answer to a second one.
        try (var range = Files.newBufferedReader(OUTGOING)) {
            return Integer.parseInt(range.readLine().strip().split("\\s+")[0]);
        } catch (NoSuchFileException e) {
            return FIRST_OUTGOING;
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int any() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
