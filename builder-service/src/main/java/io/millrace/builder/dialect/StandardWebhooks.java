package io.millrace.builder.dialect;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whoever signs after the Standard Webhooks specification: a Git server's own hook, a build system. What a push looks
 * like there is ours to say, see {@code docs/webhooks.md}.
 */
final class StandardWebhooks implements Dialect {
    private static final String ID = "webhook-id";

    @Override
    public String name() {
        return "standard";
    }

    @Override
    public List<Proof> proofs(Headers headers) {
        if (headers.find("X-Gitlab-Event").isPresent()) {
            throw Expected.otherSender(
                    "the delivery has X-Gitlab-Event: it is from GitLab",
                    "end the webhook's address with gitlab instead of standard");
        }
        return List.of(Proof.TimedSignature.of(
                Expected.signature(headers, ID),
                Expected.signature(headers, "webhook-timestamp"),
                Expected.signature(headers, "webhook-signature")));
    }

    @Override
    public Optional<String> deliveryId(Headers headers) {
        return headers.find(ID);
    }

    @Override
    public Message read(Headers headers, byte[] body) {
        String type = Payload.read(body, Typed.class).type();
        return switch (type) {
            case "ping" -> new Message.Ping();
            case "git.push" ->
                new Message.Pushed(List.of(Payload.read(body, Body.class).data().push()));
            default -> new Message.Other(type);
        };
    }

    private record Typed(String type) {}

    private record Body(Data data) {}

    /** @param changed paths of all files that are not what they were; absent if that is not known */
    private record Data(String repository, String ref, String before, String after, Optional<Set<String>> changed) {
        Push push() {
            return new Push(repository, ref, before, after, after, changed);
        }
    }
}
