package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** Where a registered version comes from; {@code kind} on the wire tells which. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "kind",
        defaultImpl = Source.Unknown.class,
        visible = true)
@JsonSubTypes(@JsonSubTypes.Type(value = Source.Git.class, name = "git"))
@JsonPropertyOrder("kind")
public sealed interface Source {

    /** As written in events: {@code git}. */
    @JsonProperty("kind")
    String kind();

    /**
     * A commit of a Git repository.
     *
     * @param url      {@code https}, {@code ssh}, or, where the builder allows it, {@code file}; without credentials
     * @param revision branch, tag or full commit id; absent means the remote's default branch
     * @param path     folder of the model inside the repository, {@code /}-separated; absent means the root
     */
    record Git(String url, Optional<String> revision, Optional<String> path) implements Source {
        @Override
        public String kind() {
            return "git";
        }
    }

    /** A kind of source that a newer producer knows; what else it says is not kept. Only ever read, never made. */
    record Unknown(String kind) implements Source {}
}
