package io.millrace.builder.dialect;

/** Headers that a delivery must have. */
final class Expected {
    private Expected() {}

    /** One that every delivery of this kind of host has. */
    static String event(Headers headers, String name, Dialect dialect) {
        return headers.find(name)
                .orElseThrow(() -> otherSender(
                        "the delivery has no " + name + ", as every one to " + dialect.name() + " has",
                        "end the webhook's address with the name of its kind of host; if it does, see whether something"
                                + " between the host and the builder removes headers"));
    }

    /** Without it nobody knows who sent this; hosts leave it out, or empty, while no secret is set. */
    static String signature(Headers headers, String name) {
        return headers.find(name).orElseThrow(() -> unsigned(name));
    }

    static DeliveryRefused unsigned(String names) {
        return new DeliveryRefused(
                Refusal.UNSIGNED,
                "the delivery has no " + names,
                "enter the secret in the webhook's settings at the Git host");
    }

    static DeliveryRefused otherSender(String detail, String remedy) {
        return new DeliveryRefused(Refusal.OTHER_SENDER, detail, remedy);
    }
}
