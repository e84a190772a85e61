package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** Where a registered version comes from; {@code kind} on the wire tells which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = Source.Unknown.class, visible = true)
@JsonSubTypes(@JsonSubTypes.Type(value = Source.Git.class, name = "git"))
public sealed interface Source {

    /**
     * A commit of a Git repository.
     *
     * @param url      {@code https}, {@code ssh}, or, where the builder allows it, {@code file}; without credentials
     * @param revision branch, tag or full commit id; absent means the remote's default branch
     * @param path     folder of the model inside the repository, {@code /}-separated; absent means the root
     */
    @JsonIgnoreProperties("kind")
    record Git(String url, Optional<String> revision, Optional<String> path) implements Source {}

    /** A kind of source that a newer producer knows. Only ever read, never written. */
    record Unknown(String kind) implements Source {}
}
