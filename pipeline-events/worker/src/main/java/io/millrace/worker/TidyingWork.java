package io.millrace.worker;

/** Work that leaves something behind. A run of a stage that has none of it is over once its outcome is on the log. */
public interface TidyingWork extends StageWork {

    /**
     * Called once the outcome of {@code task} is durable and published: the place to remove what the work left behind.
     * Called again until it returns, also after a crash. Earlier attempts are the stage's to clean up too.
     */
    void concluded(Task task);
}
