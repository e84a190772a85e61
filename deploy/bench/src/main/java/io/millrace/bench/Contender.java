package io.millrace.bench;

/** Who takes runs through five stages that do nothing. */
enum Contender {
    MILLRACE("Millrace"),
    BARE("bare Kafka clients"),
    TEMPORAL("Temporal's test server");

    private final String shown;

    Contender(String shown) {
        this.shown = shown;
    }

    @Override
    public String toString() {
        return shown;
    }
}
