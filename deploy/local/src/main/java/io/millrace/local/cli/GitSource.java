package io.millrace.local.cli;

import io.millrace.local.CannotGoOn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Git URLs as people give them. */
final class GitSource {
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
    /** {@code user@host:path}, as Git itself takes it for short. */
    private static final Pattern SHORT = Pattern.compile("([^/\\\\:@]+)@([^/\\\\:@]+):(.+)");
    /** {@code helper::address}, which makes Git run a program. */
    private static final Pattern HELPER = Pattern.compile("([A-Za-z0-9+.-]+)::.*");

    private static final Pattern USER_INFO = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)@(.*)");
    /** As after {@code user:password@}, with the scheme or without. */
    private static final Pattern PASSWORD = Pattern.compile("[^/\\\\]+:[^/\\\\]*@.*");

    private static final Pattern ODD_PORT =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\[\\]]*:(?!\\d*([/?#]|$)).*");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "file");

    private GitSource() {}

    /**
     * The URL itself, or that of a repository on this machine.
     *
     * @throws CannotGoOn for what no builder takes; it never repeats a password
     */
    static String url(String given) {
        if (given.isBlank()) {
            throw CannotGoOn.because(
                    "git-url-refused", "--git is empty", "Give a URL, or the path of a repository on this machine.");
        }
        refuseCredentials(given);
        Matcher helper = HELPER.matcher(given);
        Matcher url = URL.matcher(given);
        if (helper.matches()) {
            throw unknownScheme(helper.group(1));
        }
        if (url.matches()) {
            if (!SCHEMES.contains(url.group(1))) {
                throw unknownScheme(url.group(1));
            }
            refuseOddities(given);
            return given;
        }
        Matcher abbreviated = SHORT.matcher(given);
        if (abbreviated.matches()) {
            throw CannotGoOn.because(
                    "git-url-refused",
                    "--git " + given + " is not a whole URL",
                    "Write ssh://" + abbreviated.group(1) + "@" + abbreviated.group(2) + "/"
                            + abbreviated.group(3).replaceAll("^/+", "") + ".");
        }
        return ofThisMachine(given);
    }

    /** What stands in a URL goes into events, logs and alerts. */
    private static void refuseCredentials(String given) {
        Matcher parts = USER_INFO.matcher(given);
        if (parts.matches()
                && !(parts.group(1).equals("ssh://")
                        && USER.matcher(parts.group(2)).matches())) {
            throw CannotGoOn.because(
                    "git-url-refused",
                    "--git " + parts.group(1) + "…@" + parts.group(3) + " carries credentials",
                    "Leave them out of the URL; only ssh takes a user name, and never a password.");
        }
        if (PASSWORD.matcher(given).matches() && !URL.matcher(given).matches()) {
            throw CannotGoOn.because(
                    "git-url-refused",
                    "--git carries credentials",
                    "Leave them out; only ssh takes a user name, as in ssh://git@host/team/model.git.");
        }
    }

    /** A host with half a password, or a query with a token: the builder would refuse it, but only after it was told. */
    private static void refuseOddities(String given) {
        String odd = ODD_PORT.matcher(given).matches()
                ? "has a host or port that cannot be read"
                : given.contains("?") || given.contains("#") ? "has a query or fragment" : "";
        if (!odd.isEmpty()) {
            throw CannotGoOn.because(
                    "git-url-refused",
                    "the URL of --git " + odd,
                    "Write it as in https://git.example.org/team/model.git, without credentials.");
        }
    }

    private static CannotGoOn unknownScheme(String scheme) {
        return CannotGoOn.because(
                "git-url-refused",
                "--git has the unknown scheme '" + scheme + "'",
                "Write a whole URL with https, http, ssh or file, or the path of a repository on this machine.");
    }

    private static String ofThisMachine(String given) {
        Path folder = Path.of(given).toAbsolutePath().normalize();
        if (Files.exists(folder.resolve(".git")) || Files.exists(folder.resolve("HEAD"))) {
            return fileUrl(folder);
        }
        throw CannotGoOn.because(
                "not-a-repository", "--git " + given + " is not a Git repository: " + why(folder), remedy(folder));
    }

    static String fileUrl(Path folder) {
        return folder.toUri().toString().replaceAll("/$", "");
    }

    private static String why(Path folder) {
        return Files.isDirectory(folder) ? folder + " has no .git" : "there is no folder " + folder;
    }

    private static String remedy(Path folder) {
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(".git")) && Files.isDirectory(folder)) {
                return "It is part of one: use --git " + above + " --path " + above.relativize(folder) + ".";
            }
        }
        return "Give a URL, or the path of a repository on this machine.";
    }
}
