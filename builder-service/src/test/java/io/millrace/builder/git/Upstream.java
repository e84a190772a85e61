package io.millrace.builder.git;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A Git server over HTTP, as smart as the real ones, on this machine; and in some corners as odd. */
public final class Upstream implements AutoCloseable {
    private static final String SERVICE = "git-upload-pack";

    private final Path repository;
    private final HttpServer server;
    private final UploadPack.RequestPolicy policy;

    /** @param policy which commits the server hands out by their id */
    public Upstream(Path repository, UploadPack.RequestPolicy policy) throws IOException {
        this.repository = repository;
        this.policy = policy;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/model.git/info/refs", this::advertise);
        server.createContext("/model.git/" + SERVICE, this::upload);
        server.createContext("/missing.git", exchange -> answer(exchange, 404));
        server.createContext("/secret.git", exchange -> answer(exchange, 401));
        server.createContext("/broken.git", exchange -> answer(exchange, 503));
        server.createContext("/moved.git", exchange -> {
            exchange.getResponseHeaders().add("Location", url("model.git") + "/info/refs?service=" + SERVICE);
            answer(exchange, 301);
        });
        server.createContext("/silent.git", exchange -> {}); // never answers
        server.start();
    }

    /** Answers in a way of its own below {@code /name}. */
    public void serve(String name, HttpHandler handler) {
        server.createContext("/" + name, handler);
    }

    /** The same repository as {@code private.git}, for whoever knows the password. */
    void serveInPrivate(String user, String password) {
        var lock = new BasicAuthenticator("git") {
            @Override
            public boolean checkCredentials(String name, String secret) {
                return name.equals(user) && secret.equals(password);
            }
        };
        server.createContext("/private.git/info/refs", this::advertise).setAuthenticator(lock);
        server.createContext("/private.git/" + SERVICE, this::upload).setAuthenticator(lock);
    }

    public String url(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    private void advertise(HttpExchange exchange) throws IOException {
        try (Repository opened = open();
                var pack = new UploadPack(opened)) {
            var body = new ByteArrayOutputStream();
            prepare(pack, exchange);
            var advertiser = new PacketLineOutRefAdvertiser(new PacketLineOut(body));
            pack.setBiDirectionalPipe(false);
            pack.sendAdvertisedRefs(advertiser, SERVICE);
            send(exchange, "application/x-git-upload-pack-advertisement", body);
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        try (Repository opened = open();
                var pack = new UploadPack(opened);
                InputStream in = request(exchange)) {
            var body = new ByteArrayOutputStream();
            prepare(pack, exchange);
            pack.setBiDirectionalPipe(false);
            pack.upload(in, body, null);
            send(exchange, "application/x-git-upload-pack-result", body);
        }
    }

    private void prepare(UploadPack pack, HttpExchange exchange) {
        pack.setRequestPolicy(policy);
        List<String> version = exchange.getRequestHeaders().getOrDefault("Git-Protocol", List.of());
        version.forEach(parameters -> pack.setExtraParameters(Arrays.asList(parameters.split(":"))));
    }

    private Repository open() throws IOException {
        return new FileRepositoryBuilder()
                .setGitDir(repository.resolve(".git").toFile())
                .build();
    }

    private static InputStream request(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    }

    private static void send(HttpExchange exchange, String type, ByteArrayOutputStream body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, body.size());
        exchange.getResponseBody().write(body.toByteArray());
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        answer(exchange, status, "status " + status);
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
