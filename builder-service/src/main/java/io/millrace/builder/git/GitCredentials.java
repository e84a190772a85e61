package io.millrace.builder.git;

import io.millrace.builder.source.GitUrl;
import io.millrace.events.Failure;
import io.millrace.worker.NeighbourUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/**
 * Who the builder is to Git servers over HTTP: a file in the format of <a
 * href="https://git-scm.com/docs/git-credential-store">git-credential-store</a>, one {@code https://user:password@host}
 * a line, the port with it where it is not the usual one. Read anew for every fetch. Nothing of it is ever told.
 */
final class GitCredentials {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private GitCredentials() {}

    /**
     * For the server of this address alone; empty when the file has none for it.
     *
     * @throws NeighbourUnavailable when the file cannot be used, which an operator can mend while runs wait
     */
    static Optional<CredentialsProvider> of(Path file, GitUrl url) {
        List<String> lines = lines(file);
        URI wanted = URI.create(url.text());
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            URI entry = entry(line, file, number);
            if (isServer(entry, wanted)) {
                return Optional.of(provider(entry, file, number));
            }
        }
        return Optional.empty();
    }

    private static List<String> lines(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unusable("builder.git.credentials-file, " + file + ", is larger than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw unusable("builder.git.credentials-file, " + file + ", cannot be read");
        }
    }

    private static URI entry(String line, Path file, int number) {
        try {
            URI entry = new URI(line.strip());
            boolean isWhole = ("https".equals(entry.getScheme()) || "http".equals(entry.getScheme()))
                    && entry.getHost() != null
                    && entry.getRawUserInfo() != null
                    && entry.getRawUserInfo().contains(":")
                    && Set.of("", "/").contains(entry.getRawPath());
            if (isWhole) {
                return entry;
            }
        } catch (URISyntaxException e) {
            // It holds a password, and so does what the exception says.
        }
        throw unusable(place(file, number) + " is not https://user:password@host, with both percent-encoded");
    }

    private static boolean isServer(URI entry, URI wanted) {
        return entry.getScheme().equals(wanted.getScheme())
                && entry.getHost().equalsIgnoreCase(wanted.getHost())
                && port(entry.getScheme(), entry.getPort()) == port(wanted.getScheme(), wanted.getPort());
    }

    private static int port(String scheme, int given) {
        return given >= 0 ? given : "https".equals(scheme) ? 443 : 80;
    }

    private static CredentialsProvider provider(URI entry, Path file, int number) {
        if ("http".equals(entry.getScheme()) && !THIS_MACHINE.contains(entry.getHost())) {
            throw unusable(place(file, number) + " would be sent without encryption; use https");
        }
        String[] userInfo = entry.getRawUserInfo().split(":", 2);
        return new OfOneServer(entry, decoded(userInfo[0], file, number), decoded(userInfo[1], file, number));
    }

    private static String decoded(String text, Path file, int number) {
        try {
            // Of a form's encoding, a plus sign is a space; here it is itself.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unusable(place(file, number) + " is not percent-encoded as it should be");
        }
    }

    private static String place(Path file, int number) {
        return "builder.git.credentials-file, " + file + ", line " + number + ",";
    }

    private static NeighbourUnavailable unusable(String why) {
        return new NeighbourUnavailable(
                Failure.transientFailure("git-credentials-unusable", why, "let the operator correct the file"),
                new IllegalStateException(why));
    }

    /** Whatever the library may come to ask for on the way. */
    private static final class OfOneServer extends UsernamePasswordCredentialsProvider {
        private final URI server;

        OfOneServer(URI server, String user, String password) {
            super(user, password);
            this.server = server;
        }

        @Override
        public boolean get(URIish asking, CredentialItem... items) {
            boolean isIt = server.getScheme().equals(asking.getScheme())
                    && server.getHost().equalsIgnoreCase(asking.getHost())
                    && port(server.getScheme(), server.getPort()) == port(asking.getScheme(), asking.getPort());
            return isIt && super.get(asking, items);
        }
    }
}
