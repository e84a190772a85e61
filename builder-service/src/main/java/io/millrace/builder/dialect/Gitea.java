package io.millrace.builder.dialect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/** Gitea and Forgejo. They send GitHub's headers too; their own signature is empty while no secret is set. */
final class Gitea implements Dialect {
    private static final String EVENT = "X-Gitea-Event";
    private static final String SIGNATURE = "X-Gitea-Signature";

    @Override
    public String name() {
        return "gitea";
    }

    @Override
    public List<Proof> proofs(Headers headers) {
        Expected.event(headers, EVENT, this);
        return List.of(Proof.Signature.ofHex(SIGNATURE, Expected.signature(headers, SIGNATURE)));
    }

    @Override
    public Optional<String> deliveryId(Headers headers) {
        return headers.find("X-Gitea-Delivery");
    }

    @Override
    public Message read(Headers headers, byte[] body) {
        String event = Expected.event(headers, EVENT, this);
        return event.equals("push")
                ? new Message.Pushed(List.of(Payload.read(body, Body.class).push()))
                : new Message.Other(event);
    }

    private record Body(
            String ref,
            String before,
            String after,
            Repository repository,
            @JsonProperty("head_commit") Optional<Commit> headCommit,
            @JsonProperty("total_commits") Optional<Integer> totalCommits,
            Optional<List<Changes>> commits) {

        Push push() {
            List<Changes> told = commits.orElse(List.of());
            // Five commits are told unless its operator wants more; old releases do not say how many there were.
            boolean complete = !Push.isNothing(before) && totalCommits.equals(Optional.of(told.size()));
            return new Push(
                    repository.fullName(),
                    ref,
                    before,
                    after,
                    headCommit.map(Commit::id).orElse(after),
                    Changes.of(told, complete));
        }
    }

    private record Repository(@JsonProperty("full_name") String fullName) {}

    private record Commit(String id) {}
}
