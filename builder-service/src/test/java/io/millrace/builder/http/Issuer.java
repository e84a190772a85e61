package io.millrace.builder.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** A small issuer of tokens that signs them and publishes its keys. */
final class Issuer implements AutoCloseable {
    static final String NAME = "https://idp.example.org";

    /** One for all: to make one takes a second or two. */
    private static final RsaJsonWebKey KEY = key("first");

    final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean healthy = true;

    Issuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/jwks", exchange -> {
            asked.incrementAndGet();
            byte[] keys = new JsonWebKeySet(KEY).toJson().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(healthy ? 200 : 500, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    String jwksUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    void breaks() {
        healthy = false;
    }

    /** Good for five minutes, for {@code millrace}, of the repository {@code acme/digits}. */
    static JwtClaims claims() {
        var claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience("millrace");
        claims.setSubject("repo:acme/digits");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setStringClaim("repository", "acme/digits");
        return claims;
    }

    String sign(JwtClaims claims) {
        return sign(claims, KEY);
    }

    static String sign(JwtClaims claims, RsaJsonWebKey key) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        return serialized(signature);
    }

    /** With what everybody knows, the public key, as if it were a secret; or with nothing at all. */
    String forge(JwtClaims claims, String algorithm) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKeyIdHeaderValue(KEY.getKeyId());
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue(algorithm);
        if (algorithm.startsWith("HS")) {
            signature.setKey(new HmacKey(KEY.getPublicKey().getEncoded()));
        }
        return serialized(signature);
    }

    private static String serialized(JsonWebSignature signature) {
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
