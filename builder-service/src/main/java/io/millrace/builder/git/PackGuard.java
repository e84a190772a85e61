package io.millrace.builder.git;

import io.millrace.builder.source.Told;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Watches a pack on its way to Git's library, which holds in memory as a whole whatever is not a plain file: commits,
 * folders, and files that are told as a difference to another one. A pack of some kilobytes may unpack to more of these
 * than there is memory. Plain files pass by, whatever their size: they go to the disk as they are.
 *
 * <p>The format is that of {@code gitformat-pack(5)}.
 */
final class PackGuard extends FilterInputStream {
    /** The pack holds what is larger than it may be; the message says what and how large. */
    static final class Oversized extends IOException {
        Oversized(String what) {
            super(what);
        }
    }

    private static final int HEADER_BYTES = 12;
    private static final int ID_BYTES = 20;
    private static final int DELTA_HEADER_BYTES = 20;
    private static final int BLOB = 3;
    private static final int OFFSET_DELTA = 6;
    private static final int REFERENCE_DELTA = 7;

    private enum At {
        HEADER,
        OBJECT,
        SIZE,
        OFFSET,
        REFERENCE,
        CONTENT,
        END
    }

    private final long maxInMemory;
    private final Inflater inflater = new Inflater();
    private final byte[] inflated = new byte[8192];
    private final byte[] deltaHeader = new byte[DELTA_HEADER_BYTES];
    private final Set<Long> largeFiles = new HashSet<>();

    private At at = At.HEADER;
    private long position;
    private long start;
    private long objects;
    private int taken;
    private int type;
    private int shift;
    private long size;
    private long offset;
    private int deltaHeaderTaken;
    private boolean referencesSeen;

    /** @param maxInMemory bytes of whatever is no plain file */
    PackGuard(InputStream pack, long maxInMemory) {
        super(pack);
        this.maxInMemory = maxInMemory;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int read = super.read(buffer, from, length);
        for (int next = from; next < from + read && at != At.END; ) {
            if (at == At.CONTENT) {
                next += content(buffer, next, from + read - next);
            } else {
                take(buffer[next++] & 0xff);
            }
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(count, inflated.length)]));
    }

    private void take(int next) throws IOException {
        position++;
        switch (at) {
            case HEADER -> header(next);
            case OBJECT -> object(next);
            case SIZE -> size(next);
            case OFFSET -> offset(next);
            case REFERENCE -> reference();
            case CONTENT, END -> throw new IllegalStateException("not read byte by byte: " + at);
        }
    }

    private void header(int next) {
        taken++;
        objects = taken > HEADER_BYTES - 4 ? objects << 8 | next : 0;
        if (taken == HEADER_BYTES) {
            at = objects == 0 ? At.END : At.OBJECT;
        }
    }

    private void object(int next) throws IOException {
        start = position - 1;
        type = next >> 4 & 7;
        size = next & 15;
        shift = 4;
        at = At.SIZE;
        sizeEnds(next);
    }

    private void size(int next) throws IOException {
        if (shift > 56) {
            throw new IOException("the pack is broken");
        }
        size |= (long) (next & 127) << shift;
        shift += 7;
        sizeEnds(next);
    }

    private void sizeEnds(int next) throws IOException {
        if ((next & 128) != 0) {
            return;
        }
        taken = 0;
        deltaHeaderTaken = 0;
        if (type == BLOB) {
            if (size > maxInMemory) {
                largeFiles.add(start);
                requireNoReferences();
            }
            at = At.CONTENT;
        } else {
            require("a folder, commit or difference", size);
            at = type == OFFSET_DELTA ? At.OFFSET : type == REFERENCE_DELTA ? At.REFERENCE : At.CONTENT;
        }
    }

    private void offset(int next) throws IOException {
        offset = taken++ == 0 ? next & 127 : offset + 1 << 7 | next & 127;
        if ((next & 128) == 0) {
            if (largeFiles.contains(start - offset)) {
                throw tooLarge("a difference to a file");
            }
            at = At.CONTENT;
        }
    }

    private void reference() throws IOException {
        if (++taken == ID_BYTES) {
            referencesSeen = true;
            requireNoReferences();
            at = At.CONTENT;
        }
    }

    /** What a reference leads to is not known here; it might be a large file. */
    private void requireNoReferences() throws IOException {
        if (referencesSeen && !largeFiles.isEmpty()) {
            throw tooLarge("differences by reference beside a file");
        }
    }

    /** How many of the bytes belong to the object. */
    private int content(byte[] buffer, int from, int length) throws IOException {
        inflater.setInput(buffer, from, length);
        try {
            while (!inflater.finished() && !inflater.needsInput()) {
                int count = inflater.inflate(inflated);
                if (count == 0 && inflater.needsDictionary()) {
                    throw new IOException("the pack is broken");
                }
                deltaHeader(count);
            }
        } catch (DataFormatException e) {
            throw new IOException("the pack is broken", e);
        }
        int used = length - inflater.getRemaining();
        position += used;
        if (inflater.finished()) {
            inflater.reset();
            at = --objects == 0 ? At.END : At.OBJECT;
        }
        return used;
    }

    /** A difference begins with the sizes of what it changes and of what comes of that. */
    private void deltaHeader(int count) throws IOException {
        if (type < OFFSET_DELTA || deltaHeaderTaken == DELTA_HEADER_BYTES) {
            return;
        }
        int more = Math.min(count, DELTA_HEADER_BYTES - deltaHeaderTaken);
        System.arraycopy(inflated, 0, deltaHeader, deltaHeaderTaken, more);
        deltaHeaderTaken += more;
        int next = 0;
        for (int number = 0; number < 2; number++) {
            long value = 0;
            for (int bits = 0; next < deltaHeaderTaken; bits += 7) {
                if (bits > 56) {
                    throw new IOException("the pack is broken");
                }
                value |= (long) (deltaHeader[next] & 127) << bits;
                if ((deltaHeader[next++] & 128) == 0) {
                    break;
                }
            }
            require("a file told as a difference to another one", value);
        }
    }

    private void require(String what, long bytes) throws Oversized {
        if (bytes > maxInMemory) {
            throw tooLarge(what);
        }
    }

    private Oversized tooLarge(String what) {
        return new Oversized(what + " of more than " + Told.bytes(maxInMemory));
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        super.close();
    }
}
