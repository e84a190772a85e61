package io.millrace.builder.mlflow;

import io.millrace.builder.dialect.RegistryNews.What;
import io.millrace.builder.source.Told;
import java.util.Optional;

/** What makes a version one that is wanted. */
sealed interface Trigger {

    /** That it is there. */
    record Created() implements Trigger {
        @Override
        public boolean listensTo(What what) {
            return what instanceof What.Created;
        }

        @Override
        public Optional<String> objection(ModelVersion version) {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "created";
        }
    }

    /** That an alias names it. */
    record Alias(String name) implements Trigger {
        @Override
        public boolean listensTo(What what) {
            return what instanceof What.AliasSet(var alias) && alias.equals(name);
        }

        @Override
        public Optional<String> objection(ModelVersion version) {
            return version.aliases().contains(name)
                    ? Optional.empty()
                    : Optional.of("the alias " + Told.quoted(name) + " does not name it");
        }

        @Override
        public String toString() {
            return "alias=" + name;
        }
    }

    /**
     * That it has a tag.
     *
     * @param value absent for any
     */
    record Tag(String key, Optional<String> value) implements Trigger {
        /** A version may be made with tags, and no event tells of those. */
        @Override
        public boolean listensTo(What what) {
            return what instanceof What.Created || what instanceof What.TagSet(var set) && set.equals(key);
        }

        @Override
        public Optional<String> objection(ModelVersion version) {
            String has = version.tags().get(key);
            if (has == null) {
                return Optional.of("it has no tag " + Told.quoted(key));
            }
            return value.filter(wanted -> !wanted.equals(has))
                    .map(wanted -> "its tag " + Told.quoted(key) + " is " + Told.quoted(has));
        }

        @Override
        public String toString() {
            return "tag=" + key + value.map(wanted -> "=" + wanted).orElse("");
        }
    }

    /** Whether this event may have made a version one that is wanted. */
    boolean listensTo(What what);

    /** Why the version, as it is, is not wanted; empty if it is. */
    Optional<String> objection(ModelVersion version);

    /** @throws IllegalArgumentException if it is none */
    static Trigger of(String text) {
        String[] parts = text.strip().split("=", 3);
        boolean isNamed = parts.length > 1 && !parts[1].isEmpty();
        if (parts[0].equals("created") && parts.length == 1) {
            return new Created();
        }
        if (parts[0].equals("alias") && parts.length == 2 && isNamed) {
            return new Alias(parts[1]);
        }
        if (parts[0].equals("tag") && isNamed) {
            return new Tag(parts[1], parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
        }
        throw new IllegalArgumentException(
                "on is " + Told.quoted(text) + "; it is created, alias=<name>, tag=<key> or tag=<key>=<value>");
    }
}
