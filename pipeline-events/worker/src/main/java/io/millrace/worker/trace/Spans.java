package io.millrace.worker.trace;

/** Where a worker's spans go. */
public interface Spans {
    /** Nowhere: the way it is unless it is configured otherwise. */
    Spans NOWHERE = new Spans() {
        @Override
        public boolean areKept() {
            return false;
        }

        @Override
        public void tell(Span span) {}
    };

    /** Whether there is any use in telling them. */
    boolean areKept();

    /** Never blocks and never fails; what is told too fast, or while nobody listens, is lost. */
    void tell(Span span);
}
