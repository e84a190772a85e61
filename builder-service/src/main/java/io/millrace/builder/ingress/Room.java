package io.millrace.builder.ingress;

import java.util.concurrent.atomic.AtomicLong;

/** Memory for bodies that are under way: a stranger's too, who has proved nothing yet. */
public final class Room {
    private final long bytes;
    private final AtomicLong taken = new AtomicLong();

    public Room(long bytes) {
        this.bytes = bytes;
    }

    /** Whether there is room for so many more; if so, they are taken. */
    boolean take(long more) {
        if (taken.addAndGet(more) <= bytes) {
            return true;
        }
        taken.addAndGet(-more);
        return false;
    }

    public void give(long back) {
        taken.addAndGet(-back);
    }

    long taken() {
        return taken.get();
    }
}
