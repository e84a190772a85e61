package io.millrace.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that belongs to the stack: what to run, and how to tell that it works. */
interface Part {

    /** {@code broker}, {@code builder} and so on: names its files too. */
    String name();

    /** What replicas have in common: any of them can do the work of another one. */
    default String role() {
        return name();
    }

    /** What it is for, as in "the deployer, where models answer". */
    String purpose();

    int port();

    /** Every port that it takes, with what it takes it for. */
    Map<Integer, String> listens();

    /**
     * Brings about what the process finds when it starts.
     *
     * @throws CannotGoOn when something is missing that only a person can bring
     */
    void prepare();

    List<String> command();

    Path workingDirectory();

    /** Whether it does its work. Quick, and false as long as there is any doubt. */
    boolean isReady();

    /** How long it may take from its start until it is ready. */
    Duration startTimeout();
}
