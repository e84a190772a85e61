package io.millrace.worker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys and certificates in a folder, made by the JDK's own tool. */
public final class Certificates {
    static final String PASSWORD = "changeit";

    private final Path folder;

    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** A PKCS12 file with a key and its certificate, which nobody else has signed. */
    public Path key(String owner) {
        Path file = folder.resolve(owner + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                owner,
                "-dname",
                "CN=" + owner,
                "-keyalg",
                "EC",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1");
        return file;
    }

    /** The certificate of such a file, as PEM. */
    public Path certificate(String owner) {
        Path file = folder.resolve(owner + ".pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                owner,
                "-keystore",
                folder.resolve(owner + ".p12").toString(),
                "-storepass",
                PASSWORD,
                "-file",
                file.toString());
        return file;
    }

    /** The key of such a file, as PEM without a password. */
    public Path privateKey(String owner) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance(folder.resolve(owner + ".p12").toFile(), PASSWORD.toCharArray());
            byte[] key = keys.getKey(owner, PASSWORD.toCharArray()).getEncoded();
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
            return Files.writeString(
                    folder.resolve(owner + ".key"),
                    "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
