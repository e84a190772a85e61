package io.millrace.local;

/** Somebody who watches what happens to the stack. */
@FunctionalInterface
public interface Progress {

    /** @param part the process or thing that it is about */
    void tell(String part, String what);
}
