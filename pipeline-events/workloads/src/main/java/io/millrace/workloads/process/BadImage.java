package io.millrace.workloads.process;

/** The image is not as it should be; the message says how, and reads after "the image". */
final class BadImage extends Exception {
    BadImage(String how) {
        super(how);
    }

    String how() {
        return String.valueOf(getMessage());
    }
}
