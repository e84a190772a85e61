package io.millrace.worker.retention;

import java.io.IOException;
import java.util.List;

/** A store that this worker owns, and therefore cleans. A worker brings at most one bean of it. */
public interface Store {

    /** For people and metrics, for example {@code images}. */
    String name();

    /** All that it holds now, in no order; none when the store is not there. */
    List<Item> items() throws IOException;

    /**
     * Removes an item, in a way that no reader ever sees half of it, unless it was written again since it was listed.
     * What is gone already is no mistake.
     *
     * @return whether it is gone by this call
     */
    boolean remove(Item item) throws IOException;
}
