package io.millrace.builder.dialect;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a commit, as GitHub, GitLab and Gitea tell them. */
record Changes(Optional<List<String>> added, Optional<List<String>> modified, Optional<List<String>> removed) {

    /**
     * What all of them changed.
     *
     * @param complete whether these are all commits between what was there and what is
     * @return absent if that need not be all
     */
    static Optional<Set<String>> of(List<Changes> commits, boolean complete) {
        return complete && !commits.isEmpty()
                ? Optional.of(commits.stream().flatMap(Changes::paths).collect(Collectors.toUnmodifiableSet()))
                : Optional.empty();
    }

    private Stream<String> paths() {
        return Stream.of(added, modified, removed).flatMap(Optional::stream).flatMap(Collection::stream);
    }
}
