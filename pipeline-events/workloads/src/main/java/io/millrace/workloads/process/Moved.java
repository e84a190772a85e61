package io.millrace.workloads.process;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the paths of an image are on this machine.
 *
 * @param rootfs what the image's layers were unpacked to
 * @param later  where that will be when the command runs
 */
record Moved(Path rootfs, Path later) {

    /** An absolute path of the image's own becomes one of this machine; anything else stays as it is. */
    String path(String path) {
        if (path.length() < 2 || path.charAt(0) != '/' || path.indexOf('\0') >= 0) {
            return path;
        }
        Path inside = Path.of(path.substring(1)).normalize();
        boolean own = !inside.isAbsolute() && !inside.startsWith("..") && Files.exists(rootfs.resolve(inside));
        return own ? later.resolve(inside).toString() : path;
    }
}
