package io.millrace.workloads.process;

import io.millrace.events.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A part of an image, being read and counted towards its digest. */
final class Blob extends DigestInputStream {
    private final String what;
    private final Digest expected;
    private final long sizeBytes;

    Blob(String what, Digest expected, long sizeBytes, InputStream bytes) {
        super(bytes, sha256());
        this.what = what;
        this.expected = expected;
        this.sizeBytes = sizeBytes;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Reads the rest and compares. */
    void verify() throws IOException, BadImage {
        transferTo(OutputStream.nullOutputStream());
        String found = "sha256:" + HexFormat.of().formatHex(getMessageDigest().digest());
        if (!found.equals(expected.value())) {
            throw new BadImage("has a " + what + " with digest " + found + ", expected " + expected);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
