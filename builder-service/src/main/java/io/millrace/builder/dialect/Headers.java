package io.millrace.builder.dialect;

import java.util.Optional;

/** The headers of a delivery. */
public interface Headers {

    /** The first of that name, whatever the case of its letters; without blanks around it, and never empty. */
    Optional<String> find(String name);
}
