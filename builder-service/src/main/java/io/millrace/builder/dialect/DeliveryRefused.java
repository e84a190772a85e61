package io.millrace.builder.dialect;

/** A delivery is not taken; says to whoever set the webhook up what is wrong and what to do. */
public final class DeliveryRefused extends RuntimeException {
    private final Refusal refusal;
    private final String remedy;

    public DeliveryRefused(Refusal refusal, String detail, String remedy) {
        super(detail, null, false, false);
        this.refusal = refusal;
        this.remedy = remedy;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** What is wrong. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
