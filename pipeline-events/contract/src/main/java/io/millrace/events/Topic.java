package io.millrace.events;

/** The topics that stages share. A name in full is a prefix from configuration and {@link #suffix()}. */
public enum Topic {
    MODEL_REGISTERED("model-registered"),
    IMAGE_BUILT("image-built"),
    MODEL_TRAINED("model-trained"),
    MODEL_EVALUATED("model-evaluated"),
    MODEL_DEPLOYED("model-deployed"),
    /** Compacted: the last record of a model is what serves it now. */
    SERVING("serving"),
    RUN_ENDED("run-ended"),
    PROGRESS("progress"),
    ALERTS("alerts"),
    COMMANDS("commands");

    public static final String DEFAULT_PREFIX = "millrace.";

    private final String suffix;

    Topic(String suffix) {
        this.suffix = suffix;
    }

    public String suffix() {
        return suffix;
    }

    /** The name in full, for example {@code millrace.alerts}. */
    public String name(String prefix) {
        return prefix + suffix;
    }
}
