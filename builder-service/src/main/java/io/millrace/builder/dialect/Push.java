package io.millrace.builder.dialect;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A branch or tag of a repository was moved.
 *
 * @param repository as its host names it, for example {@code acme/digits}
 * @param ref        for example {@code refs/heads/main}
 * @param before     what it named until then, all zeros for nothing
 * @param after      what it names now, all zeros for nothing; for a tag that may be the tag's own object
 * @param commit     the commit that it names now; {@code after} where the host does not say
 * @param changed    paths of all files that are not what they were; absent where the host does not tell, or not all
 */
public record Push(
        String repository, String ref, String before, String after, String commit, Optional<Set<String>> changed) {
    static final String NOTHING = "0".repeat(40);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern ZEROS = Pattern.compile("0+");
    private static final String BRANCHES = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    /** @throws DeliveryRefused if an id is none */
    public Push {
        requireId("before", before);
        requireId("after", after);
        requireId("commit", commit);
        changed = changed.map(Set::copyOf);
    }

    private static void requireId(String what, String id) {
        if (!ID.matcher(id).matches()) {
            throw new DeliveryRefused(
                    Refusal.MALFORMED,
                    "the push's '" + what + "' is not the full id of a Git object",
                    "send 40 or 64 hexadecimal digits, all zeros for nothing");
        }
    }

    public Optional<String> branch() {
        return nameBelow(BRANCHES);
    }

    public Optional<String> tag() {
        return nameBelow(TAGS);
    }

    private Optional<String> nameBelow(String prefix) {
        return ref.startsWith(prefix) ? Optional.of(ref.substring(prefix.length())) : Optional.empty();
    }

    public boolean isDeletion() {
        return isNothing(after);
    }

    static boolean isNothing(String id) {
        return ZEROS.matcher(id).matches();
    }

    /** Nothing was moved: hosts send that when somebody tries a webhook out. */
    public boolean isTrial() {
        return before.equals(after);
    }
}
