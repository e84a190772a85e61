package io.millrace.local;

/** Somebody who watches what happens to the stack. */
@FunctionalInterface
public interface Progress {

    /** Something happened to {@code part}, a process or another thing by its name. */
    void tell(String part, String what);
}
