package io.millrace.builder.source;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What to fetch, once it is known what the repository has. */
public sealed interface Wanted {

    /** A branch or tag, by its full name. */
    record Ref(String name) implements Wanted {}

    /** A commit that need not have a name. */
    record CommitId(String id) implements Wanted {}

    Pattern FULL_ID = Pattern.compile("[0-9a-f]{40}");
    Pattern SHORT_ID = Pattern.compile("[0-9a-f]{7,39}");
    /** What Git itself lets a name be, and less; a leading hyphen could be read as an option. */
    Pattern NAME = Pattern.compile("(?!-)(?!.*\\.\\.)(?!.*@\\{)[^\\p{Cntrl} ~^:?*\\[\\\\]{1,255}");

    int CLOSEST = 5;

    /**
     * A branch is found before a tag, and a name before the start of a commit's id.
     *
     * @param revision   absent: the default branch
     * @param advertised the repository's names and the ids of what they name, {@code HEAD} among them
     * @throws SourceRefused if the repository has no such revision
     */
    static Wanted of(Optional<String> revision, Map<String, String> advertised, String url) {
        if (revision.isEmpty()) {
            return advertised.containsKey("HEAD") ? new Ref("HEAD") : noDefaultBranch(advertised, url);
        }
        String name = revision.get();
        if (!NAME.matcher(name).matches()) {
            throw notFound(name, url, "use the name of a branch or tag, or a commit's full id");
        }
        return Stream.of(name, "refs/heads/" + name, "refs/tags/" + name)
                .filter(ref -> ref.startsWith("refs/") && advertised.containsKey(ref))
                .findFirst()
                .<Wanted>map(Ref::new)
                .or(() -> byId(name.toLowerCase(Locale.ROOT), advertised))
                .orElseThrow(() -> notFound(name, url, remedy(name, advertised)));
    }

    private static Optional<Wanted> byId(String id, Map<String, String> advertised) {
        if (FULL_ID.matcher(id).matches()) {
            return Optional.of(new CommitId(id));
        }
        if (!SHORT_ID.matcher(id).matches()) {
            return Optional.empty();
        }
        List<String> tips = advertised.values().stream()
                .filter(tip -> tip.startsWith(id))
                .distinct()
                .toList();
        return tips.size() == 1 ? Optional.of(new CommitId(tips.getFirst())) : Optional.empty();
    }

    private static Wanted noDefaultBranch(Map<String, String> advertised, String url) {
        throw SourceRefused.because(
                "git-ref-not-found",
                "the repository " + url + " has no default branch" + (advertised.isEmpty() ? ": it is empty" : ""),
                advertised.isEmpty() ? "push a commit first" : "name a revision; it has " + someOf(advertised, ""));
    }

    private static SourceRefused notFound(String name, String url, String remedy) {
        return SourceRefused.because(
                "git-ref-not-found", "the repository " + url + " has no revision " + Told.quoted(name), remedy);
    }

    private static String remedy(String name, Map<String, String> advertised) {
        if (SHORT_ID.matcher(name).matches()) {
            return "write the commit's id in full: a short one is found only at the tip of a branch or tag";
        }
        return advertised.isEmpty()
                ? "push a commit first: the repository is empty"
                : "name one that it has, for example " + someOf(advertised, name);
    }

    private static String someOf(Map<String, String> advertised, String like) {
        return advertised.keySet().stream()
                .filter(ref -> ref.startsWith("refs/heads/") || ref.startsWith("refs/tags/"))
                .map(ref -> ref.substring(ref.indexOf('/', "refs/".length()) + 1))
                .distinct()
                .sorted(Comparator.<String>comparingInt(ref -> -likeness(ref, like))
                        .thenComparing(ref -> ref))
                .limit(CLOSEST)
                .map(Told::quoted)
                .reduce((some, one) -> some + ", " + one)
                .orElse("none");
    }

    /** How many pairs of neighbouring letters two names share. */
    private static int likeness(String one, String other) {
        int shared = 0;
        for (int i = 0; i + 2 <= one.length(); i++) {
            shared += other.contains(one.substring(i, i + 2)) ? 1 : 0;
        }
        return shared;
    }
}
