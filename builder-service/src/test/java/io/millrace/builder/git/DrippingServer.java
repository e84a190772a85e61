package io.millrace.builder.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Takes a connection, begins to answer, and then sends a byte a few times a second for ever; or never says a word. */
public final class DrippingServer implements AutoCloseable {
    private final ServerSocket socket;

    /** @param begin of its answer; empty for a server that is silent */
    public DrippingServer(String begin) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(begin));
    }

    public String url(String scheme) {
        return scheme + "://127.0.0.1:" + socket.getLocalPort() + "/model.git";
    }

    private void accept(String begin) {
        while (!socket.isClosed()) {
            try {
                Socket taken = socket.accept();
                if (!begin.isEmpty()) {
                    Thread.ofVirtual().start(() -> drip(taken, begin));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void drip(Socket taken, String begin) {
        try (taken) {
            taken.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                taken.getOutputStream().write('x');
                Thread.sleep(200);
            }
        } catch (IOException | InterruptedException e) {
            // The client had enough.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
