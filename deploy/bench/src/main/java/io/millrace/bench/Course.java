package io.millrace.bench;

import java.io.IOException;
import java.util.List;

/** Five stages that do nothing, one after the other, through which numbered runs go. */
interface Course extends AutoCloseable {

    /** Begins a run, of which it does not wait for anything. */
    void begin(int run);

    /** Runs that ended since this was asked last; waits a little while for there to be one. */
    List<Integer> ended() throws IOException;

    @Override
    void close() throws IOException;
}
