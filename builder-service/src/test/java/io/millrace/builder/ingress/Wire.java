package io.millrace.builder.ingress;

import io.millrace.builder.dialect.Sent;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A connection on which a sender can do as it likes. */
public final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader in;

    public Wire(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends it all at once and waits for the answer. A body that comes after its head may come too late: who is refused
     * by the head alone is not listened to for long.
     */
    public Response post(String path, Map<String, String> headers, byte[] body) {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(headOf(path, headers, "Content-Length: " + body.length).getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(body);
        return write(whole.toByteArray()).response();
    }

    /** @param more further headers, whole lines */
    public Wire head(String path, Sent sent, String... more) {
        return head(path, sent.headers(), more);
    }

    /** @param more further headers, whole lines */
    public Wire head(String path, Map<String, String> headers, String... more) {
        return write(headOf(path, headers, more));
    }

    private static String headOf(String path, Map<String, String> headers, String... more) {
        var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        for (String line : more) {
            head.append(line + "\r\n");
        }
        return head + "\r\n";
    }

    public Wire write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    public Wire write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Wire chunk(byte[] bytes) {
        return write(Integer.toHexString(bytes.length) + "\r\n").write(bytes).write("\r\n");
    }

    public Wire lastChunk() {
        return write("0\r\n\r\n");
    }

    /** The next response; its body by its declared length. */
    public Response response() {
        try {
            String status = in.readLine();
            var headers = new ArrayList<String>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                headers.add(line.toLowerCase(Locale.ROOT));
            }
            int length = headers.stream()
                    .filter(header -> header.startsWith("content-length: "))
                    .mapToInt(header -> Integer.parseInt(header.substring("content-length: ".length())))
                    .findFirst()
                    .orElse(0);
            char[] body = new char[length];
            for (int read = 0; read < length; ) {
                read += in.read(body, read, length - read);
            }
            byte[] bytes = new String(body).getBytes(StandardCharsets.ISO_8859_1); // a character each until here
            return new Response(status, headers, new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the other side has closed. */
    public boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true; // with a reset
        }
    }

    public record Response(String statusLine, List<String> headers, String body) {
        public int status() {
            return Integer.parseInt(statusLine.split(" ")[1]);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
