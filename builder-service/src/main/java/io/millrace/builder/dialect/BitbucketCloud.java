package io.millrace.builder.dialect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Bitbucket Cloud: a push moves several branches and tags at once, and no files are told. Its signature has the name
 * under which GitHub sends one of SHA-1.
 */
final class BitbucketCloud implements Dialect {
    private static final String EVENT = "X-Event-Key";
    private static final String SIGNATURE = "X-Hub-Signature";

    @Override
    public String name() {
        return "bitbucket";
    }

    @Override
    public List<Proof> proofs(Headers headers) {
        String event = Expected.event(headers, EVENT, this);
        if (event.equals("repo:refs_changed") || event.equals("diagnostics:ping")) {
            throw Expected.otherSender(
                    "the event " + event + " is one of Bitbucket Data Center",
                    "end the webhook's address with bitbucket-dc instead of bitbucket");
        }
        return List.of(Proof.Signature.ofSha256(SIGNATURE, Expected.signature(headers, SIGNATURE)));
    }

    @Override
    public Optional<String> deliveryId(Headers headers) {
        return headers.find("X-Request-UUID");
    }

    @Override
    public Message read(Headers headers, byte[] body) {
        String event = Expected.event(headers, EVENT, this);
        return event.equals("repo:push")
                ? new Message.Pushed(Payload.read(body, Body.class).pushes())
                : new Message.Other(event);
    }

    private record Body(Repository repository, Changed push) {
        List<Push> pushes() {
            return push.changes().stream()
                    .flatMap(change -> change.push(repository.fullName()))
                    .toList();
        }
    }

    private record Repository(@JsonProperty("full_name") String fullName) {}

    private record Changed(List<Change> changes) {}

    /** What it was, and what it is; one of both is absent where it was made or removed. */
    private record Change(@JsonProperty("old") Optional<Named> before, @JsonProperty("new") Optional<Named> after) {
        Stream<Push> push(String repository) {
            String from = before.map(Named::hash).orElse(Push.NOTHING);
            String to = after.map(Named::hash).orElse(Push.NOTHING);
            return after
                    .or(() -> before)
                    .map(named -> new Push(repository, named.ref(), from, to, to, Optional.empty()))
                    .stream();
        }
    }

    /** @param type {@code branch} or {@code tag} */
    private record Named(String type, String name, Target target) {
        String ref() {
            return (type.equals("tag") ? "refs/tags/" : "refs/heads/") + name;
        }

        String hash() {
            return target.hash();
        }
    }

    private record Target(String hash) {}
}
