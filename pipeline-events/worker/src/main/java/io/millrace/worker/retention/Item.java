package io.millrace.worker.retention;

import io.millrace.events.Digest;
import io.millrace.events.RunId;
import java.time.Instant;

/**
 * Something that a store holds and removes as a whole.
 *
 * @param key   what it is
 * @param bytes it takes, 0 or more
 * @param since when it was last written
 */
public record Item(Key key, long bytes, Instant since) {

    /** What an item is to the pipeline. */
    public sealed interface Key {

        /** An image, which several runs may share. */
        record Image(Digest digest) implements Key {
            @Override
            public String toString() {
                return "image " + digest;
            }
        }

        /** All that workloads of one run wrote. */
        record Artifacts(RunId run) implements Key {
            @Override
            public String toString() {
                return "artifacts of run " + run;
            }
        }
    }
}
