package io.millrace.builder.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of a Git repository that looks harmless. It comes from strangers and goes to a Git client, which knows
 * many more forms and takes parts of some for options, so that only what is known to be good passes.
 *
 * @param scheme {@code https}, {@code ssh}, {@code http} or {@code file}
 * @param host   absent for {@code file}
 * @param text   the whole address
 */
public record GitUrl(String scheme, Optional<String> host, String text) {
    private static final int MAX_CHARS = 2048;
    private static final Pattern PLAIN = Pattern.compile("[!-~&&[^\\\\\"'`<>|^{}$;]]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern USER_INFO = Pattern.compile("[^/]*@");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /**
     * Which schemes are open.
     *
     * @param http without encryption
     * @param file repositories on the builder's own disk
     */
    public record Rules(boolean http, boolean file) {
        boolean allow(String scheme) {
            return switch (scheme) {
                case "https", "ssh" -> true;
                case "http" -> http;
                case "file" -> file;
                default -> false;
            };
        }

        private String told() {
            return "https or ssh" + (http ? " or http" : "") + (file ? " or file" : "");
        }
    }

    /** @throws SourceRefused if it is no address that these rules let pass */
    public static GitUrl of(String text, Rules rules) {
        if (text.length() > MAX_CHARS || !PLAIN.matcher(text).matches()) {
            throw refused(
                    text,
                    "is not a plain URL",
                    "use up to " + MAX_CHARS + " printable characters, without spaces or quotes");
        }
        URI uri = parsed(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        if (!rules.allow(scheme)) {
            throw refused(text, "has a scheme that is not open here", "write a whole URL with " + rules.told());
        }
        checkUser(text, uri);
        checkPath(text, uri);
        return new GitUrl(scheme, host(text, uri), text);
    }

    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw refused(text, "is not a URL", "write it as in https://git.example.org/team/model.git");
        }
    }

    private static void checkUser(String text, URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null || !authority.contains("@")) {
            return;
        }
        String user = authority.substring(0, authority.lastIndexOf('@'));
        if (!"ssh".equals(uri.getScheme()) || !USER.matcher(user).matches()) {
            throw refused(
                    text,
                    "carries user information",
                    "leave it out of the URL; only ssh takes a user name, and never a password");
        }
    }

    private static void checkPath(String text, URI uri) {
        String path = uri.getPath();
        if (path == null || path.length() < 2 || !path.startsWith("/")) {
            throw refused(text, "names no repository", "add the repository's path");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(text, "has a query or fragment", "end it with the repository's path");
        }
        boolean odd = path.chars().anyMatch(Character::isISOControl)
                || path.contains("\\")
                || path.startsWith("/-")
                || (path + "/").contains("/../");
        if (odd) {
            throw refused(text, "has a path that looks like more than one", "use the plain path of the repository");
        }
    }

    private static Optional<String> host(String text, URI uri) {
        String host = uri.getHost();
        if ("file".equals(uri.getScheme())) {
            if (uri.getRawAuthority() != null) {
                throw refused(text, "names a host", "write file:/// and the absolute path");
            }
            return Optional.empty();
        }
        if (host == null || !HOST.matcher(host).matches()) {
            throw refused(text, "names no host", "write it as in https://git.example.org/team/model.git");
        }
        return Optional.of(host);
    }

    /** Whatever else is wrong with it, it may hold a password, and this is told to the world. */
    private static SourceRefused refused(String text, String why, String remedy) {
        String anonymous = USER_INFO.matcher(text).replaceAll("…@");
        return SourceRefused.because("git-url-refused", "source.url " + Told.quoted(anonymous) + " " + why, remedy);
    }

    @Override
    public String toString() {
        return text;
    }
}
