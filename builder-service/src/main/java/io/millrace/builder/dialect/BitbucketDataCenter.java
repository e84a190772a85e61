package io.millrace.builder.dialect;

import java.util.List;
import java.util.Optional;

/** Bitbucket Data Center: a push moves several branches and tags at once, and no files are told. */
final class BitbucketDataCenter implements Dialect {
    private static final String EVENT = "X-Event-Key";
    private static final String SIGNATURE = "X-Hub-Signature";

    @Override
    public String name() {
        return "bitbucket-dc";
    }

    @Override
    public List<Proof> proofs(Headers headers) {
        if (Expected.event(headers, EVENT, this).equals("repo:push")) {
            throw Expected.otherSender(
                    "the event repo:push is one of Bitbucket Cloud",
                    "end the webhook's address with bitbucket instead of bitbucket-dc");
        }
        return List.of(Proof.Signature.ofSha256(SIGNATURE, Expected.signature(headers, SIGNATURE)));
    }

    @Override
    public Optional<String> deliveryId(Headers headers) {
        return headers.find("X-Request-Id");
    }

    @Override
    public Message read(Headers headers, byte[] body) {
        String event = Expected.event(headers, EVENT, this);
        return switch (event) {
            case "diagnostics:ping" -> new Message.Ping();
            case "repo:refs_changed" ->
                new Message.Pushed(Payload.read(body, Body.class).pushes());
            default -> new Message.Other(event);
        };
    }

    private record Body(Repository repository, List<Change> changes) {
        List<Push> pushes() {
            return changes.stream()
                    .map(change -> change.push(repository.name()))
                    .toList();
        }
    }

    private record Repository(String slug, Project project) {
        String name() {
            return project.key() + "/" + slug;
        }
    }

    private record Project(String key) {}

    private record Change(Ref ref, String fromHash, String toHash) {
        Push push(String repository) {
            return new Push(repository, ref.id(), fromHash, toHash, toHash, Optional.empty());
        }
    }

    private record Ref(String id) {}
}
