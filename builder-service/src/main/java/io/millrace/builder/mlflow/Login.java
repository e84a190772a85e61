package io.millrace.builder.mlflow;

import io.millrace.builder.MlflowConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Who the builder is to the registry: a token or a user with a password, by file, read for each request. Nothing of it
 * is ever told.
 */
record Login(Optional<Path> tokenFile, Optional<Path> passwordFile) {
    private static final int MAX_BYTES = 16 * 1024;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @throws IllegalArgumentException if it is both, or would be sent without encryption */
    static Login of(MlflowConfig config, URI url) {
        var login = new Login(config.tokenFile(), config.passwordFile());
        if (login.tokenFile().isPresent() && login.passwordFile().isPresent()) {
            throw new IllegalArgumentException(
                    "millrace.mlflow.token-file and password-file are both set; the registry takes one of them");
        }
        boolean some = login.tokenFile().isPresent() || login.passwordFile().isPresent();
        if (some && "http".equals(url.getScheme()) && !THIS_MACHINE.contains(url.getHost())) {
            throw new IllegalArgumentException("millrace.mlflow.url is " + url
                    + "; the token or password would be sent without encryption, use https");
        }
        return login;
    }

    /**
     * The value of the header {@code Authorization}; empty where nobody logs in.
     *
     * @throws RegistryTrouble if a file cannot be used, which an operator can mend meanwhile
     */
    Optional<String> authorization() {
        return tokenFile
                .map(file -> "Bearer " + line(file, "token-file"))
                .or(() -> passwordFile.map(file -> "Basic " + base64(userAndPassword(file))));
    }

    private static String userAndPassword(Path file) {
        String line = line(file, "password-file");
        if (line.indexOf(':') < 1) {
            throw unusable("password-file", file, "does not hold user:password");
        }
        return line;
    }

    private static String line(Path file, String setting) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            String first = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .map(String::strip)
                    .orElse("");
            if (bytes.length > MAX_BYTES || first.isEmpty() || first.chars().anyMatch(it -> it < ' ' || it > '~')) {
                throw unusable(setting, file, "does not hold a line of printable characters");
            }
            return first;
        } catch (IOException e) {
            throw unusable(setting, file, "cannot be read");
        }
    }

    private static RegistryTrouble unusable(String setting, Path file, String why) {
        return new RegistryTrouble(
                RegistryTrouble.Kind.UNAUTHORIZED,
                "millrace.mlflow." + setting + ", " + file + ", " + why,
                "let the operator correct the file; nothing needs to be restarted");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
