package io.millrace.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to write. */
final class Nearest {
    private Nearest() {}

    /** For example {@code did you mean 'train'?}, or all that is known where nothing comes near. */
    static String hint(String written, Collection<String> known) {
        return to(written, known)
                .map(word -> "did you mean '" + word + "'?")
                .orElseGet(() -> "known here: " + String.join(", ", known));
    }

    /** The word that was meant, if one comes near. */
    static Optional<String> to(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> isNear(written, word))
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    private static boolean isNear(String written, String word) {
        return distance(written, word) <= Math.max(1, word.length() / 3) || written.startsWith(word);
    }

    /** How many letters must be changed, added, left out or swapped with their neighbour; case does not count. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        if (Math.abs(a.length() - b.length()) > b.length()) {
            return Integer.MAX_VALUE; // a stranger's key may be long
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = cost(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cost(int[][] cost, String a, String b, int i, int j) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int change = cost[i - 1][j - 1] + (same ? 0 : 1);
        int least = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
