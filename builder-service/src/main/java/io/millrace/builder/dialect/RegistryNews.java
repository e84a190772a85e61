package io.millrace.builder.dialect;

/**
 * A model registry says that something happened to a version of a registered model. No more than a hint: what the
 * version is, the registry is asked.
 *
 * @param registeredModel the registry's name of the model, any text
 * @param version         the version's number in the registry, 1 or more
 */
public record RegistryNews(String registeredModel, long version, What what) {

    /** What happened. */
    public sealed interface What {

        /** The version is new; it may have been made with tags. */
        record Created() implements What {}

        /** An alias names it now. */
        record AliasSet(String alias) implements What {}

        /** A tag of it has a value now. */
        record TagSet(String key) implements What {}
    }
}
