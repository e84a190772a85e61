package io.millrace.builder.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ProgressMonitor;

/**
 * What one fetch may take of time and bytes, whatever the protocol. A server cannot stretch it by sending a little now
 * and then.
 */
final class Allowance {
    /** Some hundred thousand branches and tags. */
    static final int MAX_NAMES_BYTES = 16 * 1024 * 1024;

    /** What the fetch used up. */
    enum Exceeded {
        NOTHING,
        BYTES,
        NAMES,
        TIME
    }

    private final long deadlineNanos;
    private final long maxBytes;
    private long bytes;
    private long namesEnd;
    private boolean isPack;
    private volatile Exceeded exceeded = Exceeded.NOTHING;

    Allowance(Duration time, long maxBytes) {
        this.deadlineNanos = System.nanoTime() + time.toNanos();
        this.maxBytes = maxBytes;
        expectNames();
    }

    /** A server is to tell the names of what it has, all of which are held in memory. */
    synchronized void expectNames() {
        isPack = false;
        namesEnd = bytes + MAX_NAMES_BYTES;
    }

    /** What comes now is a pack, which goes to the disk. */
    synchronized void expectPack() {
        isPack = true;
    }

    Exceeded exceeded() {
        return isLate() ? Exceeded.TIME : exceeded;
    }

    InputStream bound(InputStream stream) {
        return new Bounded(stream);
    }

    /** Ends the work between two objects when the time is up or the thread is told to stop. */
    ProgressMonitor monitor() {
        return new EmptyProgressMonitor() {
            @Override
            public boolean isCancelled() {
                return Thread.currentThread().isInterrupted() || isLate();
            }
        };
    }

    private boolean isLate() {
        if (exceeded == Exceeded.NOTHING && System.nanoTime() - deadlineNanos >= 0) {
            exceeded = Exceeded.TIME;
        }
        return exceeded == Exceeded.TIME;
    }

    private synchronized void take(long count) throws IOException {
        bytes += Math.max(count, 0);
        if (!isPack && bytes > namesEnd) {
            exceeded = Exceeded.NAMES;
            throw new IOException("more than " + MAX_NAMES_BYTES + " bytes of names");
        }
        if (bytes > maxBytes) {
            exceeded = Exceeded.BYTES;
            throw new IOException("more than " + maxBytes + " bytes");
        }
        if (isLate()) {
            throw new InterruptedIOException("out of time");
        }
    }

    private final class Bounded extends FilterInputStream {
        Bounded(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            take(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            take(read);
            return read;
        }
    }
}
