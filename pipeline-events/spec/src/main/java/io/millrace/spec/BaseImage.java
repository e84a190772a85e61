package io.millrace.spec;

import java.util.regex.Pattern;

/** How the name of an image may look: {@code [registry[:port]/]repository[:tag][@digest]}, or {@code scratch}. */
final class BaseImage {
    static final Pattern SHAPE = Pattern.compile("(?=.{1,255}$)"
            + "(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/)?"
            + "[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
            + "(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?"
            + "(?:@sha256:[a-f0-9]{64})?");

    private BaseImage() {}
}
