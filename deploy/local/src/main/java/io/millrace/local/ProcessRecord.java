package io.millrace.local;

import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of a process that was started.
 *
 * @param identity tells it from a later process that got the same pid; see {@link OsProcess#identity()}
 * @param port     where it listens
 * @param logStart where in its log, in bytes, what it wrote begins; absent in files of earlier versions
 */
record ProcessRecord(String name, long pid, String identity, Instant startedAt, int port, Optional<Long> logStart) {

    /** The process itself, if it is still that one. */
    boolean isAlive() {
        var process = new OsProcess(pid);
        return process.isAlive() && process.identity().filter(identity::equals).isPresent();
    }
}
