package io.millrace.workloads.process;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What comes out of a compressed archive, up to what can be honest. */
final class Bounded extends FilterInputStream {
    /** Even the dullest data is seldom packed better; below {@link #FREE_BYTES} it does not matter. */
    private static final int MAX_RATIO = 200;

    private static final long FREE_BYTES = 256L << 20;

    private final long limitBytes;
    private long count;

    /** @param packedBytes what the archive takes on disk */
    Bounded(InputStream unpacked, long packedBytes, long maxBytes) {
        super(unpacked);
        limitBytes = Math.min(maxBytes, Math.max(FREE_BYTES, packedBytes * MAX_RATIO));
    }

    /** It would become larger than it may. */
    static final class Exceeded extends IOException {
        Exceeded(long limitBytes) {
            super("unpacks to more than " + limitBytes + " bytes");
        }
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = super.read(bytes, offset, length);
        count(Math.max(0, got));
        return got;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) throws Exceeded {
        count += bytes;
        if (count > limitBytes) {
            throw new Exceeded(limitBytes);
        }
    }

    long count() {
        return count;
    }
}
