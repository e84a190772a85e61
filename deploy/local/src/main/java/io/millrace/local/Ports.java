package io.millrace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where the processes of a home listen, all on the loopback address: a few ports from {@code base} on. Kept with the
 * home, because endpoints that were told to others should stay where they are.
 *
 * @param base 1024 to 65,000; the deployer's, which is where models answer
 */
public record Ports(int base) {
    public static final int DEFAULT_BASE = 8800;

    static final String HOST = "127.0.0.1";

    /** The ports of all replicas lie below 10,000 then, where those begin that the servers of models are given. */
    private static final int MOST_ADVISED = 9_700;

    private static final int STEP = 800;

    private static final String KEY = "base-port";

    public Ports {
        if (base < 1024 || base > 65_000) {
            throw CannotGoOn.because(
                    "base-port",
                    "the base port is " + base,
                    "Choose one of 1024 to 65000, for example --base-port 8800.");
        }
    }

    /** What the home was told the last time; the default for a home that was told nothing. */
    public static Ports of(Home home) {
        return new Ports(new Configuration(home).number(KEY, DEFAULT_BASE));
    }

    /** The same, for a stack that is about to start: the choice is kept. */
    static Ports choose(Home home, Optional<Integer> base) {
        Ports chosen = base.map(Ports::new).orElseGet(() -> of(home));
        new Configuration(home).keep(KEY, chosen.base());
        return chosen;
    }

    /** Other ones that could be taken instead, and that no server of a model gets. */
    Ports elsewhere() {
        return new Ports(base + STEP <= MOST_ADVISED ? base + STEP : DEFAULT_BASE);
    }

    int broker() {
        return base + 10;
    }

    /** Where the broker's controller listens; nothing but the broker itself connects to it. */
    int controller() {
        return base + 11;
    }

    /** For {@code bootstrap.servers} of Kafka clients. */
    public String bootstrapServers() {
        return HOST + ":" + broker();
    }

    /** Whether something could listen there now. */
    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
