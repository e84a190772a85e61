package io.millrace.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * A pattern over the files of a repository, {@code /}-separated and relative to the model's folder: {@code ?} is one
 * character and {@code *} any number of them within a name, {@code **} as a whole name any number of folders. Thus
 * {@code *.py} means the folder's own, {@code **}{@code /*.py} those of all folders, and {@code data/**} all below
 * {@code data}.
 */
public final class Glob {
    private static final String SPECIAL = "\\[]{}!";
    private static final List<Integer> ANY_FOLDERS = characters("**");

    private final String text;
    private final List<List<Integer>> names = new ArrayList<>();

    private Glob(String text) {
        this.text = text;
        Arrays.stream(text.split("/")).map(Glob::characters).forEach(names::add);
        if (names.getLast().equals(ANY_FOLDERS)) {
            names.add(characters("*")); // what lies below a folder, and not the folder itself
        }
    }

    /** @throws IllegalArgumentException if it is no pattern; {@link SpecReader} lets none pass */
    public static Glob of(String text) {
        flawIn(text).ifPresent(flaw -> {
            throw new IllegalArgumentException("'" + Excerpt.of(text) + "' " + flaw);
        });
        return new Glob(text);
    }

    /** @param path of a file, relative to the model's folder, {@code /}-separated */
    public boolean matches(String path) {
        List<List<Integer>> folders =
                Arrays.stream(path.split("/")).map(Glob::characters).toList();
        return matches(names, folders, ANY_FOLDERS::equals, Glob::nameMatches);
    }

    private static boolean nameMatches(List<Integer> pattern, List<Integer> name) {
        return matches(pattern, name, c -> c == '*', (wanted, c) -> wanted == '?' || wanted.equals(c));
    }

    /**
     * Whether the pattern's parts cover those of the text. Goes back to the last wildcard only, so that no pattern of a
     * stranger takes longer than the product of both lengths (a regular expression's time may be exponential).
     */
    private static <T> boolean matches(List<T> pattern, List<T> text, Predicate<T> any, BiPredicate<T, T> one) {
        int next = 0;
        int wildcard = -1;
        int coveredByWildcard = 0;
        int at = 0;
        while (at < text.size()) {
            if (next < pattern.size() && any.test(pattern.get(next))) {
                wildcard = next++;
                coveredByWildcard = at;
            } else if (next < pattern.size() && one.test(pattern.get(next), text.get(at))) {
                next++;
                at++;
            } else if (wildcard >= 0) {
                next = wildcard + 1;
                at = ++coveredByWildcard;
            } else {
                return false;
            }
        }
        return pattern.subList(next, pattern.size()).stream().allMatch(any);
    }

    private static List<Integer> characters(String text) {
        return text.codePoints().boxed().toList();
    }

    /** What is wrong with a pattern, and the remedy. */
    static Optional<String> flawIn(String text) {
        if (text.isBlank()) {
            return Optional.of("is empty; write a pattern, for example *.py, or leave it out");
        }
        if (text.startsWith("/")) {
            return Optional.of("starts with '/'; write it relative to the model's folder");
        }
        if (text.endsWith("/")) {
            return Optional.of("names a folder; write " + Excerpt.of(text) + "** for all that is in it");
        }
        if (text.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0)) {
            return Optional.of("has a character out of " + SPECIAL + "; write patterns with *, ** and ? only");
        }
        return Arrays.stream(text.split("/"))
                .flatMap(name -> flawInName(name).stream())
                .findFirst();
    }

    private static Optional<String> flawInName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return Optional.of("has a part '" + name + "'; write the plain path inside the model's folder");
        }
        return name.contains("**") && !name.equals("**")
                ? Optional.of("joins '**' with other characters; write it between slashes, as in data/**/*.csv")
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
