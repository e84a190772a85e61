package io.millrace.monitor.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.monitor.MonitorConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What somebody must know who wants something done. It is read whenever it is asked for, so that a new one counts at
 * once; where none is configured, nobody may.
 */
@Singleton
class Token {
    static final int LEAST_BYTES = 16;

    private static final Logger LOG = Logger.getLogger(Token.class);
    private static final int MOST_BYTES = 1_000;
    private static final String SCHEME = "Bearer ";

    private final Optional<Path> file;

    Token(MonitorConfig config) {
        this.file = config.dashboard().tokenFile();
    }

    boolean isConfigured() {
        return file.isPresent();
    }

    /**
     * @param authorization the request's header of that name
     * @throws Refusal unless it has the token
     */
    void require(@Nullable String authorization) {
        String wanted = read(file.orElseThrow(() -> new Refusal(Problem.refused(
                403,
                "Read only",
                "nobody may change anything here; set monitor.dashboard.token-file, see docs/dashboard.md"))));
        boolean fits = authorization != null
                && authorization.startsWith(SCHEME)
                && isEqual(wanted, authorization.substring(SCHEME.length()).strip());
        if (!fits) {
            throw new Refusal(
                    Problem.refused(
                            401,
                            "Unauthorized",
                            "the token is missing or wrong; it is the content of the file that monitor.dashboard.token-file names"));
        }
    }

    private static String read(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            String token = new String(bytes.readNBytes(MOST_BYTES), UTF_8).strip();
            if (token.getBytes(UTF_8).length >= LEAST_BYTES) {
                return token;
            }
            LOG.errorf(
                    "monitor.dashboard.token-file=%s: a token must have at least %d bytes; make one with: openssl rand"
                            + " -hex 32",
                    file, LEAST_BYTES);
        } catch (IOException e) {
            LOG.errorf("monitor.dashboard.token-file=%s cannot be read: %s", file, e);
        }
        throw new Refusal(
                Problem.refused(503, "Token unreadable", "the monitor cannot read its token; its log says why"));
    }

    /** Takes as long for any token of a length, right or wrong; of digests, so that the length is not told either. */
    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(sha256(one), sha256(other));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
